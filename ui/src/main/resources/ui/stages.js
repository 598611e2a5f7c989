import { readsOnly, searches } from './figures.js';
import { bytes, counted, human, rate } from './format.js';

// Converts the stages of a load between text and the rows that the form edits, and describes stages in words and as a line to draw.
// Values that a user types stay strings: the server parses units.

/** @typedef {Record<string, any>} Stage a stage as in a spec */
/** @typedef {'linear' | 'steps' | 'spike' | 'sine' | 'pause'} Kind */
/** @typedef {{ path: string, label: string, example: string, values?: string[] }} StageField */

/**
 * The fields of each stage kind, by path within the stage, and the values of a new stage.
 * @type {Record<Kind, { label: string, fields: StageField[], first: Stage }>}
 */
export const KINDS = {
  linear: {
    label: 'Ramp or hold',
    fields: [
      { path: 'duration', label: 'over', example: '1m' },
      { path: 'target', label: 'to msg/s', example: '10k' },
    ],
    first: { duration: '1m', target: '1000' },
  },
  steps: {
    label: 'Steps',
    fields: [
      { path: 'steps.from', label: 'from msg/s', example: '1000' },
      { path: 'steps.by', label: 'each by', example: '1000' },
      { path: 'steps.times', label: 'levels', example: '5' },
      { path: 'steps.hold', label: 'hold', example: '1m' },
      { path: 'steps.ramp', label: 'ramp', example: '0s' },
    ],
    first: { steps: { from: '1000', by: '1000', times: '5', hold: '1m' } },
  },
  spike: {
    label: 'Spike',
    fields: [
      { path: 'spike.base', label: 'base msg/s', example: '1000' },
      { path: 'spike.peak', label: 'peak msg/s', example: '10k' },
      { path: 'spike.rise', label: 'rise', example: '10s' },
      { path: 'spike.hold', label: 'hold', example: '30s' },
      { path: 'spike.fall', label: 'fall', example: '10s' },
    ],
    first: { spike: { base: '1000', peak: '5000', rise: '10s', hold: '30s', fall: '10s' } },
  },
  sine: {
    label: 'Wave',
    fields: [
      { path: 'sine.mean', label: 'mean msg/s', example: '1000' },
      { path: 'sine.amplitude', label: 'amplitude', example: '500' },
      { path: 'sine.period', label: 'period', example: '1m' },
      {
        path: 'sine.startAt',
        label: 'starts at',
        example: 'mean-up',
        values: ['trough', 'mean-up', 'peak', 'mean-down'],
      },
      { path: 'sine.duration', label: 'for', example: '5m' },
    ],
    first: { sine: { mean: '1000', amplitude: '500', period: '1m', duration: '5m' } },
  },
  pause: { label: 'Pause', fields: [{ path: 'pause', label: 'for', example: '30s' }], first: { pause: '30s' } },
};

/**
 * The field for a stage's value size; a pause has none.
 * @type {StageField}
 */
export const SIZE = { path: 'size', label: 'size', example: 'payload.size' };

/**
 * @param {Stage} stage
 * @returns {Kind}
 */
export const kindOf = (stage) =>
  /** @type {Kind[]} */ (['steps', 'spike', 'sine', 'pause']).find((kind) => kind in stage) ?? 'linear';

/**
 * Text → stages: the short form 2m:10k,10m:10k, or a list as JSON. Null if it is neither.
 * @param {string} text
 * @returns {Stage[] | null}
 */
export function parseStages(text) {
  if (text.trim() === '') return [];
  if (text.trim().startsWith('[')) {
    try {
      const list = JSON.parse(text);
      return list.every((/** @type {unknown} */ stage) => stage?.constructor === Object) ? list : null;
    } catch {
      return null;
    }
  }
  const parts = text.split(',').map((part) => part.split(':').map((side) => side.trim()));
  return parts.every((sides) => sides.length === 2) ? parts.map(([duration, target]) => ({ duration, target })) : null;
}

/** @param {Stage} stage */
const isShort = (stage) =>
  Object.entries(stage).every(
    ([key, value]) => (key === 'duration' || key === 'target') && !/[,:]/.test(String(value)),
  );

/**
 * Stages → text, in the short form if possible.
 * @param {Stage[]} stages
 */
export function formatStages(stages) {
  if (stages.length === 0) return '';
  return stages.every(isShort)
    ? stages.map(({ duration = '', target = '' }) => `${duration}:${target}`).join(',')
    : `[${stages.map((stage) => JSON.stringify(stage)).join(',\n ')}]`;
}

/**
 * @param {Stage} stage
 * @param {string} path such as spike.peak
 * @returns {string}
 */
export function valueOf(stage, path) {
  const [head, tail] = path.split('.');
  const value = (tail === undefined ? stage[head] : stage[head]?.[tail]) ?? '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * The stage with a changed value; an empty value is omitted.
 * @param {Stage} stage
 * @param {string} path
 * @param {string} text
 * @returns {Stage}
 */
export function withValue(stage, path, text) {
  const [head, tail] = path.split('.');
  if (tail !== undefined) return { ...stage, [head]: withValue(stage[head] ?? {}, tail, text) };
  // a pause without a length is still a pause
  if (text !== '' || head === 'pause') return { ...stage, [head]: text };
  return Object.fromEntries(Object.entries(stage).filter(([key]) => key !== head));
}

/**
 * @param {Stage[]} stages
 * @param {number} from
 * @param {number} to
 */
export function moved(stages, from, to) {
  const list = stages.toSpliced(from, 1);
  list.splice(to, 0, stages[from]);
  return list;
}

/**
 * The rates in a stage of a resolved spec.
 * @param {Stage} stage
 * @returns {number[]}
 */
function rates({ target, steps, spike, sine }) {
  if (steps) return [steps.from, steps.from + steps.by * (steps.times - 1)];
  if (spike) return [spike.base, spike.peak];
  if (sine) return [sine.mean - sine.amplitude, sine.mean + sine.amplitude];
  return target === undefined ? [] : [target];
}

/** @param {number[]} values */
function range(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? human(low) : `${human(low)}–${human(high)}`;
}

/**
 * The highest rate of a resolved spec; null at rate max.
 * @param {Pick<Api.Spec, 'rate' | 'load'>} spec
 * @returns {number | null}
 */
export const peakRate = ({ rate: fixed, load }) =>
  load.stages ? Math.max(...load.stages.flatMap(rates)) : fixed === 'max' ? null : fixed;

/**
 * The planned rate of a resolved spec, in short: 4 stages, 10k–50k msg/s.
 * @param {Pick<Api.Spec, 'kind' | 'rate' | 'load'>} spec
 * @returns {Quantity}
 */
export function plannedRate({ kind, rate: fixed, load }) {
  if (searches({ kind }))
    return { text: 'search for the limit', unit: '', exact: 'the rate is determined by the search' };
  if (load.stages) {
    const times = (load.repeat ?? 1) > 1 ? ` ×\u00a0${load.repeat}` : '';
    const text = `${counted(load.stages.length, 'stage')}${times}, ${range(load.stages.flatMap(rates))}`;
    return { text, unit: 'msg/s', exact: load.stages.map((stage) => stageText(stage)).join(', ') };
  }
  if (readsOnly({ rate: fixed })) return { text: 'reads only', unit: '', exact: 'nothing is sent' };
  return fixed === 'max'
    ? { text: 'rate max', unit: '', exact: 'as fast as the cluster accepts messages' }
    : rate(fixed);
}

/** @param {Quantity} quantity */
const inWords = ({ text, unit }) => `${text}\u00a0${unit}`;

/**
 * A size of a resolved spec: 4.1 kB, or the range of a distribution.
 * @param {number | Record<string, { min?: number, max?: number }>} size
 * @returns {string}
 */
function sizeText(size) {
  if (typeof size === 'number') return inWords(bytes(size));
  const [{ min, max }] = Object.values(size);
  return min === undefined || max === undefined ? 'sizes of a histogram' : `${sizeText(min)}–${sizeText(max)}`;
}

/**
 * Describes a stage of a resolved spec.
 * @param {Stage} stage
 * @param {number} [from] the rate at its start
 */
export const stageText = (stage, from) =>
  `${loadText(stage, from)}${stage.size === undefined ? '' : `, ${sizeText(stage.size)}`}`;

/**
 * @param {Stage} stage
 * @param {number} [from]
 */
function loadText(stage, from) {
  switch (kindOf(stage)) {
    case 'steps':
      return `${counted(stage.steps.times, 'step')} ${range(rates(stage))}`;
    case 'spike':
      return `spike ${human(stage.spike.base)} → ${human(stage.spike.peak)}`;
    case 'sine':
      return `wave ${range(rates(stage))}`;
    case 'pause':
      return 'pause';
    default:
      if (from === stage.target) return `hold ${human(stage.target)}`;
      return from === undefined ? `to ${human(stage.target)}` : `${human(from)} → ${human(stage.target)}`;
  }
}

/**
 * The label of a result, as in the command's summary: the name or number of the stage, with the level and the repetition if there are
 * several.
 * @param {Pick<Api.StageResult, 'stage' | 'repetition' | 'level' | 'name'>} result
 */
export function stageLabel({ stage, repetition, level, name }) {
  const at = level === null ? '' : `, level ${level + 1}`;
  return `${name ?? `stage ${stage + 1}`}${at}${repetition > 0 ? `, repetition ${repetition + 1}` : ''}`;
}

/** @type {Record<string, number>} */
const UNITS = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600, d: 86400 };

/**
 * A time of a resolved spec, such as 1h20m, in seconds.
 * @param {string} text
 */
const secondsOf = (text) =>
  [...text.matchAll(/([\d.]+)([a-z]+)/g)].reduce((sum, [, number, unit]) => sum + Number(number) * UNITS[unit], 0);

/** @param {Stage} stage */
function length({ duration, steps, spike, sine, pause }) {
  if (steps) return secondsOf(steps.hold) * steps.times + secondsOf(steps.ramp) * (steps.times - 1);
  if (spike) return secondsOf(spike.rise) + secondsOf(spike.hold) + secondsOf(spike.fall);
  return secondsOf(sine?.duration ?? pause ?? duration);
}

/** Maximum number of stages on a chart; more would merge into a grey area. */
const ZONES_MAX = 40;

/**
 * When each stage of a resolved load is planned; none if there are too many for a chart.
 * @param {Api.Spec['load']} load
 * @returns {Zone[]}
 */
export function stageZones({ stages, repeat }) {
  const all = Array.from({ length: repeat ?? 1 }, () => stages ?? []).flat();
  if (all.length > ZONES_MAX) return [];
  let to = 0;
  return all
    .map((stage) => ({ label: stage.name ?? stageText(stage), from: to, to: (to += length(stage)), stage: true }))
    .filter((zone) => zone.to > zone.from);
}

/**
 * The line of a planned rate in a 100 × 60 box, from left to right; `top` is the rate drawn at y = 12.
 * @param {Api.PlanPreview['profile']} profile
 * @param {number} seconds
 * @param {number} top
 */
export function profileLine(profile, seconds, top) {
  const point = (/** @type {Api.PlanPreview['profile'][number]} */ { second, rate: value }) =>
    `${Number(((second / seconds) * 100).toFixed(2))} ${Number((58 - (value / top) * 46).toFixed(2))}`;
  return `M${profile.map(point).join('L')}`;
}
