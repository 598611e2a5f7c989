// The phases of a run, as in the API.

/** @type {Api.Phase[]} */
export const ALL_PHASES = [
  'QUEUED',
  'PREPARING',
  'SCHEDULED',
  'RUNNING',
  'PAUSED',
  'DRAINING',
  'VERIFYING',
  'DONE',
  'STOPPED',
  'FAILED',
];

/** @param {Api.Phase} phase */
export const hasEnded = (phase) => phase === 'DONE' || phase === 'STOPPED' || phase === 'FAILED';
/** @param {Api.Phase} phase */
export const isSending = (phase) => phase === 'RUNNING' || phase === 'PAUSED';

/**
 * Whether the rate in the spec applied to the entire run; otherwise a comparison with that rate is meaningless.
 * @param {Api.RunEvent[]} events
 */
export const keptItsRate = (events) =>
  events.every(({ kind }) => kind !== 'RATE_CHANGED' && kind !== 'STAGE_SKIPPED' && kind !== 'PAUSED');
