import { html, nothing, svg } from 'lit';
import { icon } from '../icons.js';

// Small templates without state.

/**
 * Renders a quantity from format.js: its number and unit, with the exact value on hover.
 * @param {Quantity} quantity
 */
export const q = (quantity) =>
  html`<span title=${quantity.exact}
    >${quantity.text}${quantity.unit ? html`<span class="unit">${quantity.unit}</span>` : nothing}</span
  >`;

/**
 * The topic of a run or, if it has several, the number of topics, with their names on hover; and its cluster unless it is the
 * configured one.
 * @param {Pick<Api.Spec['topic'], 'name' | 'cluster'>} topic
 * @param {number} count
 */
export const topics = ({ name, cluster }, count) =>
  html`${
    count > 1
      ? html`<span title=${name}><strong>${count}</strong> topics</span>`
      : html`<span>topic <strong>${name}</strong></span>`
  }${cluster ? html`<span data-testid="cluster">cluster <strong>${cluster}</strong></span>` : nothing}`;

/** @typedef {'objectives' | 'validity' | 'integrity'} Question one of the three questions that a verdict answers */
/** @typedef {[tone: string, shape: import('../icons.js').Shape]} Look */

/** @type {Record<Question, Record<string, [tone: string, shape: import('../icons.js').Shape, word: string]>>} */
const VERDICTS = {
  objectives: {
    PASS: ['good', 'check', 'pass'],
    FAIL: ['bad', 'cross', 'fail'],
    NONE: ['none', 'none', 'no objectives'],
  },
  validity: {
    VALID: ['good', 'check', 'valid'],
    DEGRADED: ['warn', 'warning', 'degraded'],
    INVALID: ['bad', 'cross', 'invalid'],
  },
  integrity: {
    INTACT: ['good', 'check', 'intact'],
    VIOLATED: ['bad', 'cross', 'violated'],
    INCONCLUSIVE: ['warn', 'warning', 'inconclusive'],
    UNCHECKED: ['none', 'none', 'unchecked'],
  },
};
const KINDS = /** @type {Question[]} */ (Object.keys(VERDICTS));
const MEANING = {
  objectives: 'Objectives: did the cluster meet them?',
  validity: 'Validity: can this measurement be trusted?',
  integrity: 'Integrity: did every message arrive exactly once and in order?',
};

/**
 * The tone, icon and word of a verdict.
 * @param {Question} kind
 * @param {string} value
 */
export const verdictOf = (kind, value) => {
  const [tone, shape, word] = VERDICTS[kind][value];
  return { tone, shape, word, meaning: MEANING[kind] };
};

/**
 * @param {Question} kind
 * @param {string} value
 */
export const verdictBadge = (kind, value) => {
  const { tone, shape, word, meaning } = verdictOf(kind, value);
  return html`<span class="badge ${tone}" title=${meaning} data-testid="verdict-${kind}" data-value=${value}
    >${icon(shape)}<span class="sr">${kind}: </span>${word}</span
  >`;
};

/** @param {Api.Verdict} verdict */
export const verdictBadges = (verdict) =>
  html`<span class="badges">${KINDS.map((kind) => verdictBadge(kind, verdict[kind]))}</span>`;

/** @type {Record<Api.Phase, Look>} */
const PHASES = {
  QUEUED: ['none', 'dots'],
  PREPARING: ['signal', 'wait'],
  SCHEDULED: ['signal', 'wait'],
  RUNNING: ['signal', 'play'],
  PAUSED: ['warn', 'pause'],
  DRAINING: ['signal', 'drain'],
  VERIFYING: ['signal', 'search'],
  DONE: ['', 'check'],
  STOPPED: ['', 'stop'],
  FAILED: ['bad', 'cross'],
};

/**
 * @param {Api.Phase} phase
 * @param {Content} [testid]
 */
export const phaseChip = (phase, testid = nothing) =>
  html`<span class="badge ${PHASES[phase][0]}" data-testid=${testid}
    >${icon(PHASES[phase][1])}${phase.toLowerCase()}</span
  >`;

// minimum number of slots, which keeps the bars of a short series narrow
const FEWEST_BARS = 12;

/**
 * Bars of one colour in equal slots; null is drawn as a stub, which means "not yet". Used by the sparkline and the run's tape.
 * @param {(number | null)[]} values
 * @param {number} height
 * @param {{ stub?: number, gap?: number, errors?: (number | null)[] }} [options]
 */
export const bars = (values, height, { stub = 1, gap = 0.28, errors = [] } = {}) => {
  const top = Math.max(...values.map((value) => value ?? 0), 1e-9);
  return html`<svg
    class="bars"
    viewBox="0 0 ${Math.max(values.length, FEWEST_BARS)} ${height}"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${values.map((value, at) =>
      bar(
        at,
        value === null ? stub : Math.max(stub, (value / top) * height),
        height,
        gap,
        value === null ? 'pending' : (errors[at] ?? 0) > 0 ? 'bad' : 'done',
      ),
    )}
  </svg>`;
};

/**
 * @param {number} at
 * @param {number} size
 * @param {number} height
 * @param {number} gap
 * @param {string} kind
 */
const bar = (at, size, height, gap, kind) =>
  svg`<rect class=${kind} x=${at + gap / 2} y=${height - size} width=${1 - gap} height=${size}></rect>`;
