import { figure } from '../format.js';

// The percentiles of a report as points on an axis of nines.

/** @type {[import('../format.js').Statistic, number][]} */
const POINTS = [
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
  ['p999', 0.999],
  ['p9999', 0.9999],
];

// nines on the axis: 90 % is 1, 99 % is 2, 99.9 % is 3
/** @param {number} fraction */
const nines = (fraction) => -Math.log10(1 - fraction);
const LABELLED = [0.5, 0.9, 0.99, 0.999, 0.9999];
const GAP_BEFORE_MAX = 0.8;
// in binary, 1 − 0.9999 is a little less than 0.0001
const EPSILON = 1e-6;

/** @param {Api.Latency} latency */
const messages = ({ count, unanswered }) => count + unanswered;

/**
 * The x values and one column per metric. There are points only for percentiles that the number of messages can resolve; the last point is
 * the maximum.
 * @param {Api.Latency[]} metrics
 * @returns {ChartData}
 */
export function percentileData(metrics) {
  const most = Math.max(...metrics.map(messages));
  if (most === 0) return [[], ...metrics.map(() => [])];
  const isResolved = (/** @type {number} */ fraction, /** @type {number} */ count) =>
    (1 - fraction) * count > 1 - EPSILON;
  const resolved = POINTS.filter(([, fraction]) => isResolved(fraction, most));
  const xs = resolved.map(([, fraction]) => nines(fraction));
  return [
    [...xs, (xs.at(-1) ?? 0) + GAP_BEFORE_MAX],
    ...metrics.map((metric) => [
      ...resolved.map(([key, fraction]) => (isResolved(fraction, messages(metric)) ? figure(metric, key) : null)),
      figure(metric, 'max'),
    ]),
  ];
}

/**
 * The axis of the chart of these percentiles.
 * @param {ChartData} data
 * @returns {XAxis}
 */
export function percentileAxis([xs]) {
  const last = xs.at(-1) ?? 0;
  const ticks = [...LABELLED.map(nines).filter((tick) => tick < last), last];
  return {
    format: (x) => percentileLabel(x, last),
    label: 'percentile',
    from: nines(0.5),
    least: 0.1,
    axis: { splits: () => ticks, incrs: undefined },
  };
}

/**
 * 1 → "90 %", 3 → "99.9 %"; the last x is "max".
 * @param {number} x
 * @param {number | null | undefined} last
 */
export function percentileLabel(x, last) {
  return x === last ? 'max' : `${Number(((1 - 10 ** -x) * 100).toFixed(2))} %`;
}
