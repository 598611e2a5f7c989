// Formats numbers for display. A quantity is {text, unit, exact}: a humanised number, its unit, and the exact value for the hover. A value
// that was not measured is a dash, never 0. A latency that has no finite value, because messages were never answered, is Infinity.

export const DASH = '–';
const NOTHING = Object.freeze({ text: DASH, unit: '', exact: 'not measured' });
const NO_ANSWER = Object.freeze({
  text: 'no answer',
  unit: '',
  exact: 'messages without an answer rank here, above every answered one',
});
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });

const missing = (value) => value === null || value === undefined || Number.isNaN(value);

/** Three significant digits, without an exponent and without trailing zeros. */
export function three(value) {
  const size = Math.abs(value);
  const digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
  return String(Number(value.toFixed(digits)));
}

function scaled(value, steps) {
  const size = Math.abs(value);
  // half a step up keeps 999.96 from becoming "1000" of the smaller unit
  const [factor, name] = steps.find(([step]) => size >= step * 0.9995) ?? steps.at(-1);
  return [three(value / factor), name];
}

const BIG = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** 49912 → 49.9k. Below 10,000 a whole number is written out, because it is short enough to be exact. */
export function human(value) {
  if (missing(value)) return DASH;
  if (Math.abs(value) < 9999.5)
    return Math.abs(value) >= 99.95 || Number.isInteger(value) ? whole.format(value) : three(value);
  return scaled(value, BIG).join('');
}

export const exactly = (value) => (missing(value) ? DASH : whole.format(value));

/** The noun in the form for its number: worker, workers. */
export const plural = (number, noun) => (number === 1 ? noun : `${noun}s`);

/** 1 → "1 worker", 2000 → "2,000 workers". */
export const counted = (number, noun) => `${exactly(number)} ${plural(number, noun)}`;

export function count(value, unit = '') {
  if (missing(value)) return NOTHING;
  return { text: human(value), unit, exact: `${whole.format(value)} ${unit}`.trim() };
}

export function rate(value) {
  if (missing(value)) return NOTHING;
  return { text: human(value), unit: 'msg/s', exact: `${fine.format(value)} msg/s` };
}

/** The target of a run: null is max. */
export function target(value) {
  return value === null ? { text: 'max', unit: '', exact: 'as fast as the cluster takes it' } : rate(value);
}

const TIMES = [
  [60e6, 'min'],
  [1e6, 's'],
  [1e3, 'ms'],
  [1, 'µs'],
];

/** A statistic of a latency of the API (p50, mean, max, …): null where nothing was measured. */
export const figure = (latency, key) => latency?.[key] ?? (latency?.unanswered > 0 ? Infinity : null);

export function micros(value) {
  if (missing(value)) return NOTHING;
  if (value === Infinity) return NO_ANSWER;
  const [text, unit] = Math.abs(value) < 120e6 ? scaled(value, TIMES.slice(1)) : scaled(value, TIMES);
  return { text, unit, exact: `${fine.format(value)} µs` };
}

const SIZES = [
  [1e12, 'TB'],
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
  [1, 'B'],
];

export function bytes(value) {
  if (missing(value)) return NOTHING;
  const [text, unit] = scaled(value, SIZES);
  return { text, unit, exact: `${whole.format(value)} bytes` };
}

export function bytesPerSecond(value) {
  const size = bytes(value);
  return missing(value) ? size : { ...size, unit: `${size.unit}/s`, exact: `${size.exact}/s` };
}

export function percent(fraction, digits = 1) {
  if (missing(fraction)) return NOTHING;
  return { text: (fraction * 100).toFixed(digits).replace(/\.0+$/, ''), unit: '%', exact: `${fraction * 100} %` };
}

export function cores(value) {
  if (missing(value)) return NOTHING;
  return { text: three(value), unit: value === 1 ? 'core' : 'cores', exact: `${value} cores` };
}

/** Seconds as a clock: 4:12, 1:02:03; under ten seconds with a tenth. */
export function clock(seconds) {
  if (missing(seconds)) return DASH;
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  const all = Math.round(seconds);
  if (all < 60) return `${all} s`;
  const hours = Math.floor(all / 3600);
  const pad = (part) => String(part).padStart(2, '0');
  const minutes = Math.floor(all / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(all % 60)}` : `${minutes}:${pad(all % 60)}`;
}

/** A time span as a quantity. The unit h:mm:ss of 1:02:03 would be noise, so only the hover shows it. */
export function span(seconds) {
  if (missing(seconds)) return NOTHING;
  return { text: clock(seconds), unit: '', exact: `${fine.format(seconds)} s` };
}

/** Time on a chart's axis: always h:mm:ss or m:ss, so that ticks have one format. */
export function axisClock(seconds) {
  const all = Math.max(0, Math.round(seconds));
  const pad = (part) => String(part).padStart(2, '0');
  const minutes = Math.floor(all / 60);
  return minutes >= 60
    ? `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(all % 60)}`
    : `${minutes}:${pad(all % 60)}`;
}

export function ago(iso, now = Date.now()) {
  if (missing(iso)) return DASH;
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  if (seconds < 45) return 'just now';
  if (seconds < 5400) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 129600) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86400)} d ago`;
}

export const moment = (iso) => (missing(iso) ? DASH : `${iso.replace('T', ' ').replace(/\.\d+Z$|Z$/, '')} UTC`);
export const timeOfDay = (iso) => (missing(iso) ? DASH : iso.slice(11, 19));

const OBJECTIVE_LATENCIES = {
  response: 'responseTime',
  service: 'serviceTime',
  sendLag: 'sendLag',
  endToEnd: 'endToEnd',
};

/** The result of an objective, in the unit of the metric that its expression names. `of` is its run or report. */
export function objectiveValue({ expression, actual }, of) {
  const [, metric, bound] = /^\s*(\w+)(?:\.\w+)?\s*[<>]=?\s*(.*?)\s*$/.exec(expression) ?? [];
  const latency = OBJECTIVE_LATENCIES[metric];
  if (latency) return micros(actual ?? figure({ unanswered: of[latency].unanswered }, 'actual'));
  if (metric === 'errors' || (metric === 'rate' && bound.endsWith('%'))) return percent(actual, 3);
  return metric === 'rate' ? rate(actual) : count(actual);
}

/** A bound on response time that a chart can draw, {percentile, micros}; null for any other objective. */
export function responseBound(expression) {
  const match = /^response(?:Time)?\.(p\d+|max)\s*<=?\s*([\d.]+)\s*(us|µs|ms|s)$/i.exec(expression.trim());
  if (!match) return null;
  const unit = { us: 1, µs: 1, ms: 1e3, s: 1e6 }[match[3].toLowerCase()];
  return { percentile: match[1], micros: Number(match[2]) * unit };
}
