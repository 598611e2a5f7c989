// A run's life, as the contract names it.

export const ALL_PHASES = ['QUEUED', 'PREPARING', 'SCHEDULED', 'RUNNING', 'PAUSED', 'DRAINING', 'VERIFYING', 'DONE', 'STOPPED', 'FAILED'];

export const hasEnded = (phase) => phase === 'DONE' || phase === 'STOPPED' || phase === 'FAILED';
export const isSending = (phase) => phase === 'RUNNING' || phase === 'PAUSED';

/** Was the rate of the spec that of the whole run? Else a comparison with it says nothing. */
export const keptItsRate = (events) => events.every(({ kind }) => kind !== 'RATE_CHANGED' && kind !== 'PAUSED');
