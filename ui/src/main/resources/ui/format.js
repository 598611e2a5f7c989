// Formats numbers for display. A quantity is {text, unit, exact}: a rounded number, its unit, and the exact value to show on hover. A value
// that was not measured is a dash, never 0. A latency that has no finite value, because messages were never acknowledged, is Infinity.

/** @typedef {Exclude<keyof Api.Latency, 'count' | 'unanswered'>} Statistic a statistic of a latency */

export const DASH = '–';
const NOTHING = Object.freeze({ text: DASH, unit: '', exact: 'not measured' });
const NO_ANSWER = Object.freeze({
  text: 'no answer',
  unit: '',
  exact: 'failed and indeterminate messages rank here, above every acknowledged message',
});
/**
 * The beginning of a long text.
 * @param {string} text
 */
export const shortened = (text) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });

/**
 * @param {unknown} value
 * @returns {value is null | undefined}
 */
const missing = (value) => value === null || value === undefined || Number.isNaN(value);

/**
 * Three significant digits, without an exponent and without trailing zeros.
 * @param {number} value
 */
export function three(value) {
  const size = Math.abs(value);
  const digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
  return String(Number(value.toFixed(digits)));
}

/**
 * @param {number} value
 * @param {[factor: number, name: string][]} steps
 */
function scaled(value, steps) {
  const size = Math.abs(value);
  // half a rounding step is added, so that 999.96 is written in the larger unit, not as "1000" of the smaller one
  const [factor, name] = steps.find(([step]) => size >= step * 0.9995) ?? steps[steps.length - 1];
  return [three(value / factor), name];
}

/** @type {[factor: number, name: string][]} */
const BIG = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/**
 * 49912 → 49.9k. Whole numbers below 10,000 are written out, because they are short enough to be exact.
 * @param {Maybe} value
 */
export function human(value) {
  if (missing(value)) return DASH;
  if (Math.abs(value) < 9999.5)
    return Math.abs(value) >= 99.95 || Number.isInteger(value) ? whole.format(value) : three(value);
  return scaled(value, BIG).join('');
}

/** @param {Maybe} value */
export const exactly = (value) => (missing(value) ? DASH : whole.format(value));

/**
 * The noun in the form that matches the number: worker, workers.
 * @param {Maybe} number
 * @param {string} noun
 */
export const plural = (number, noun) => (number === 1 ? noun : `${noun}s`);

/**
 * 1 → "1 worker", 2000 → "2,000 workers".
 * @param {Maybe} number
 * @param {string} noun
 */
export const counted = (number, noun) => `${exactly(number)} ${plural(number, noun)}`;

/**
 * @param {Maybe} value
 * @param {string} [unit]
 * @returns {Quantity}
 */
export function count(value, unit = '') {
  if (missing(value)) return NOTHING;
  return { text: human(value), unit, exact: `${whole.format(value)} ${unit}`.trim() };
}

/**
 * @param {Maybe} value
 * @returns {Quantity}
 */
export function rate(value) {
  if (missing(value)) return NOTHING;
  return { text: human(value), unit: 'msg/s', exact: `${fine.format(value)} msg/s` };
}

/**
 * The target of a run: null is max.
 * @param {number | null} value
 * @returns {Quantity}
 */
export function target(value) {
  return value === null ? { text: 'max', unit: '', exact: 'as fast as the cluster accepts messages' } : rate(value);
}

/** @type {[factor: number, name: string][]} */
const TIMES = [
  [60e6, 'min'],
  [1e6, 's'],
  [1e3, 'ms'],
  [1, 'µs'],
];

/**
 * A statistic (p50, mean, max, …) of a latency from the API: null if nothing was measured.
 * @param {Partial<Api.Latency> | null | undefined} latency
 * @param {Statistic} key
 * @returns {number | null}
 */
export const figure = (latency, key) => latency?.[key] ?? ((latency?.unanswered ?? 0) > 0 ? Infinity : null);

/**
 * @param {Maybe} value
 * @returns {Quantity}
 */
export function micros(value) {
  if (missing(value)) return NOTHING;
  if (value === Infinity) return NO_ANSWER;
  const [text, unit] = Math.abs(value) < 120e6 ? scaled(value, TIMES.slice(1)) : scaled(value, TIMES);
  return { text, unit, exact: `${fine.format(value)} µs` };
}

/** @type {[factor: number, name: string][]} */
const SIZES = [
  [1e12, 'TB'],
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
  [1, 'B'],
];

/**
 * @param {Maybe} value
 * @returns {Quantity}
 */
export function bytes(value) {
  if (missing(value)) return NOTHING;
  const [text, unit] = scaled(value, SIZES);
  return { text, unit, exact: `${whole.format(value)} bytes` };
}

/**
 * @param {Maybe} value
 * @returns {Quantity}
 */
export function bytesPerSecond(value) {
  const size = bytes(value);
  return missing(value) ? size : { ...size, unit: `${size.unit}/s`, exact: `${size.exact}/s` };
}

/**
 * @param {Maybe} fraction
 * @param {number} [digits]
 * @returns {Quantity}
 */
export function percent(fraction, digits = 1) {
  if (missing(fraction)) return NOTHING;
  return { text: (fraction * 100).toFixed(digits).replace(/\.0+$/, ''), unit: '%', exact: `${fraction * 100} %` };
}

/**
 * @param {Maybe} value
 * @returns {Quantity}
 */
export function cores(value) {
  if (missing(value)) return NOTHING;
  return { text: three(value), unit: value === 1 ? 'core' : 'cores', exact: `${value} cores` };
}

/**
 * Seconds as a clock: 4:12, 1:02:03; under ten seconds with a tenth.
 * @param {Maybe} seconds
 */
export function clock(seconds) {
  if (missing(seconds)) return DASH;
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  const all = Math.round(seconds);
  if (all < 60) return `${all} s`;
  const hours = Math.floor(all / 3600);
  /** @param {number} part */
  const pad = (part) => String(part).padStart(2, '0');
  const minutes = Math.floor(all / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(all % 60)}` : `${minutes}:${pad(all % 60)}`;
}

/**
 * A time span as a quantity. The unit h:mm:ss would be noise next to 1:02:03, so it is shown only on hover.
 * @param {Maybe} seconds
 * @returns {Quantity}
 */
export function span(seconds) {
  if (missing(seconds)) return NOTHING;
  return { text: clock(seconds), unit: '', exact: `${fine.format(seconds)} s` };
}

/**
 * Time on a chart's axis: always h:mm:ss or m:ss, so that ticks have one format.
 * @param {number} seconds
 */
export function axisClock(seconds) {
  const all = Math.max(0, Math.round(seconds));
  /** @param {number} part */
  const pad = (part) => String(part).padStart(2, '0');
  const minutes = Math.floor(all / 60);
  return minutes >= 60
    ? `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(all % 60)}`
    : `${minutes}:${pad(all % 60)}`;
}

/**
 * @param {string | null | undefined} iso
 * @param {number} [now]
 */
export function ago(iso, now = Date.now()) {
  if (missing(iso)) return DASH;
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  if (seconds < 45) return 'just now';
  if (seconds < 5400) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 129600) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86400)} d ago`;
}

/** @param {string | null | undefined} iso */
export const moment = (iso) => (missing(iso) ? DASH : `${iso.replace('T', ' ').replace(/\.\d+Z$|Z$/, '')} UTC`);
/** @param {string | null | undefined} iso */
export const timeOfDay = (iso) => (missing(iso) ? DASH : iso.slice(11, 19));

const LATENCIES = ['response', 'service', 'sendLag', 'endToEnd'];

/**
 * An objective's result, in the unit of its metric. A figure that exceeds any limit is judged but has no value.
 * @param {Pick<Api.Objective, 'expression' | 'actual' | 'met'>} objective
 * @returns {Quantity}
 */
export function objectiveValue({ expression, actual, met }) {
  const [, metric, bound] = /^\s*(\w+)(?:\[.*])?(?:\.\w+)?\s*[<>]=?\s*(.*?)\s*$/.exec(expression) ?? [];
  const infinite = missing(actual) && !missing(met);
  if (LATENCIES.includes(metric)) return micros(infinite ? Infinity : actual);
  if (metric === 'catchUp' && infinite) return { text: 'not caught up', unit: '', exact: '' };
  if (metric === 'catchUp' || metric === 'rebalance') return micros(actual);
  if (metric === 'errors' || metric === 'throttle' || (metric === 'rate' && bound?.endsWith('%')))
    return percent(actual, 3);
  return metric === 'rate' || metric === 'consumeRate' ? rate(actual) : count(actual);
}

/**
 * A response time objective as a bound for a chart, {percentile, micros}; null for any other objective.
 * @param {string} expression
 * @returns {{ percentile: string, micros: number } | null}
 */
export function responseBound(expression) {
  const match = /^response(?:Time)?\.(p\d+|max)\s*<=?\s*([\d.]+)\s*(us|µs|ms|s)$/i.exec(expression.trim());
  if (!match) return null;
  const unit = { us: 1, µs: 1, ms: 1e3, s: 1e6 }[/** @type {"us" | "µs" | "ms" | "s"} */ (match[3].toLowerCase())];
  return { percentile: match[1], micros: Number(match[2]) * unit };
}
