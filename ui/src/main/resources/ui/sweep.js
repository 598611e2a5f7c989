import { bytesPerSecond, exactly, micros, percent, rate } from './format.js';
import { hasEnded } from './phases.js';

// The figures and results of a sweep in words.

const RUN = /^(s-.+)-c(\d+)-r(\d+)$/;

/**
 * The sweep, cell and repeat of a run, from its id; null if the run does not belong to a sweep.
 * @param {string} id of the run
 */
export function sweepOf(id) {
  const [, sweep, cell, repeat] = RUN.exec(id) ?? [];
  return sweep === undefined ? null : { sweep, cell: Number(cell), repeat: Number(repeat) };
}

/** @param {Api.Sweep['phase']} phase */
export const isOver = (phase) => phase === 'DONE' || phase === 'STOPPED';

/** @type {Record<Api.SweepMetric, string>} */
const LABELS = {
  rate: 'Achieved rate',
  bytes: 'Payload',
  consumeRate: 'Consume rate',
  'response.p50': 'Response p50',
  'response.p99': 'Response p99',
  'response.p999': 'Response p99.9',
  'service.p99': 'Service p99',
  'endToEnd.p99': 'End to end p99',
  errors: 'Errors',
  lost: 'Lost',
};

/** @param {Api.SweepMetric} metric */
export const label = (metric) => LABELS[metric];

/**
 * The metrics measured in at least one cell, in table order.
 * @param {Api.Sweep} sweep
 */
export function measured({ cells }) {
  const names = new Set(cells.flatMap((cell) => cell.figures.map(({ metric }) => metric)));
  return /** @type {Api.SweepMetric[]} */ (Object.keys(LABELS)).filter((metric) => names.has(metric));
}

/**
 * A value for display.
 * @param {Api.SweepMetric} metric
 * @param {number | null} value null if it falls on an unanswered message
 * @returns {Quantity}
 */
export function quantity(metric, value) {
  if (metric === 'lost') return { text: exactly(value), unit: '', exact: `${exactly(value)} messages` };
  if (metric === 'errors') return percent(value, 2);
  if (metric === 'rate' || metric === 'consumeRate') return rate(value);
  if (metric === 'bytes') return bytesPerSecond(value);
  return micros(value ?? Infinity);
}

/**
 * A key's value as a user would write it.
 * @param {unknown} value
 */
export const valueText = (value) => (typeof value === 'string' ? value : JSON.stringify(value));

/** @param {Api.SweepCell} cell */
export const valuesText = ({ values }) =>
  Object.entries(values)
    .map(([key, value]) => `${key}=${valueText(value)}`)
    .join(', ');

/**
 * A change with its sign.
 * @param {Api.SweepMetric} metric
 * @param {number} change
 */
export function changeText(metric, change) {
  const sign = change > 0 ? '+' : '';
  if (metric === 'lost') return sign + exactly(change);
  return `${sign}${(change * 100).toFixed(metric === 'errors' ? 2 : 1)} ${metric === 'errors' ? 'pp' : '%'}`;
}

/**
 * Whether a difference was detected.
 * @param {Pick<Api.SweepEffect, 'outcome'>} effect
 */
export const detected = ({ outcome }) => outcome === 'BETTER' || outcome === 'WORSE';

/** Minimum number of counted runs for an interval. */
export const INTERVAL_RUNS_MIN = 3;

/** @param {Api.SweepOutcome} outcome */
const words = (outcome) => outcome.toLowerCase().replaceAll('_', ' ');

/**
 * The interval of an effect, or why it has none.
 * @param {Api.SweepEffect} effect
 */
export function intervalText({ metric, low, high, outcome }) {
  return low !== null && high !== null ? `${changeText(metric, low)} – ${changeText(metric, high)}` : words(outcome);
}

/**
 * The conclusion about the best cell of a metric.
 * @param {Api.SweepBest} best
 */
export function said({ outcome, alike }) {
  if (outcome === 'NO_DIFFERENCE') return 'no difference detectable';
  if (!detected({ outcome })) return `${words(outcome)}: may be chance`;
  if (alike.length === 0) return 'better than all other cells';
  return `no difference detectable from cell${alike.length > 1 ? 's' : ''} ${alike.join(', ')}`;
}

/**
 * Whether a run counts in the figures of its cell.
 * @param {Api.SweepRunResult} result
 */
export const isCounted = ({ phase, validity }) => phase === 'DONE' && validity !== 'INVALID';

/**
 * The runs that have ended.
 * @param {Api.Sweep} sweep
 */
export const endedRuns = ({ cells }) =>
  cells.flatMap((cell) => cell.runs).filter(({ result }) => result !== null && hasEnded(result.phase)).length;
