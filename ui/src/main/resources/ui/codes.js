// The codes of docs/codes.md that the console uses; a test compares the two.

/** Reasons that concern whether every message arrived. */
export const INTEGRITY_CODES = new Set([
  'TOPIC_TOO_SHORT',
  'LOST',
  'GHOST',
  'CORRUPT',
  'MISROUTED',
  'TRUNCATED',
  'OFFSET_MISMATCH',
  'DUPLICATED',
  'REORDERED',
  'NOTHING_PROMISED',
  'NOTHING_TO_VERIFY',
  'AUDIT_INCOMPLETE',
  'EVIDENCE_MISSING',
  'TOO_MANY_FINDINGS',
]);

/**
 * The icon of each kind of event.
 * @type {Record<Api.RunEvent['kind'], import('./icons.js').Shape>}
 */
export const EVENT_ICONS = {
  PHASE: 'live',
  PREFLIGHT: 'warning',
  RATE_CHANGED: 'runs',
  LOAD_JUDGED: 'check',
  STAGE_SKIPPED: 'runs',
  PAUSED: 'pause',
  RESUMED: 'play',
  WORKER_READY: 'check',
  WORKER_LEFT: 'none',
  WORKER_LOST: 'warning',
  WORKER_JOINED: 'check',
  WORKER_RETURNED: 'warning',
  SHARDS_MOVED: 'runs',
  REBALANCE: 'runs',
  WAITING: 'wait',
  KAFKA_SILENT: 'warning',
  TOPIC_CHANGED: 'warning',
  REPORT_REFUSED: 'cross',
  CLOCK_JUMPED: 'warning',
  ANNOTATION: 'pin',
  ERROR: 'cross',
};
