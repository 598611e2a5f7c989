import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { axisClock, clock, count, counted, micros, plural, rate, responseBound } from '../format.js';
import { Series } from '../series.js';
import { stageZones } from '../stages.js';
import { q } from '../components/parts.js';
import './chart.js';

/** @type {Line[]} */
const THROUGHPUT = [
  { label: 'actual', token: '--signal', width: 2, wash: '--signal-wash' },
  { label: 'target', token: '--ink-2', width: 1.25, dash: [6, 4], kind: 'step' },
];
/**
 * Stages change the rate within a second, so their target is drawn from point to point, like the actual rate.
 * @type {Line[]}
 */
const STAGED = [THROUGHPUT[0], { ...THROUGHPUT[1], kind: undefined }];
// at rate max there is no target
const AT_MAX = THROUGHPUT.slice(0, 1);
/** @type {Line[]} */
const RESPONSE = [
  { label: 'p50', token: '--p50', width: 1.25 },
  { label: 'p95', token: '--p95', width: 1.25 },
  { label: 'p99', token: '--p99', width: 2 },
  { label: 'p99.9', token: '--p999', width: 1.25 },
];
/** @type {Line[]} */
const ORIGIN = [
  { label: 'service p99', token: '--p95', width: 1.5 },
  { label: 'send lag p99', token: '--warn', width: 1.5, dash: [3, 3] },
];
/** @type {Line[]} */
const FLIGHT = [{ label: 'in flight', token: '--signal', width: 1.5, wash: '--signal-wash', kind: 'step' }];
/** @type {Line[]} */
const END_TO_END = [
  { label: 'p50', token: '--p50', width: 1.25 },
  { label: 'p99', token: '--p99', width: 2 },
];
/** @type {Line[]} */
const LAG = [{ label: 'lag', token: '--warn', width: 1.5, kind: 'step' }];
/** @type {Line[]} */
const CONSUMED = [{ label: 'consumed', token: '--signal', width: 1.5, wash: '--signal-wash' }];
// always the same array, so that a chart does not detect a change
/** @type {never[]} */
const NONE = [];
const MOST_POINTS = 480;
/** @type {Record<string, string>} */
const BOUND_TOKENS = { p50: '--p50', p95: '--p95', p99: '--p99', p999: '--p999' };
/** @type {Line[]} */
const ERRORS = [
  { label: 'failed', token: '--bad', kind: 'bars', wash: '--bad', width: 0 },
  { label: 'indeterminate', token: '--warn', kind: 'step', width: 1.5 },
];

/**
 * @typedef {object} ChartOptions
 * @property {string} name
 * @property {string} heading
 * @property {Line[]} lines
 * @property {string[]} columns of the series
 * @property {(value: Maybe) => Quantity} format
 * @property {boolean} [log]
 * @property {Bound[]} [bounds]
 * @property {'small' | 'big'} [size]
 * @property {string} testid
 */

/**
 * The charts of one run over one time axis, with a shared cursor, zoom and event markers. `revision` changes with the series; `until` is
 * the minimum end of the axis in seconds; messages due before `warmup` seconds are excluded from latencies.
 */
class RunCharts extends LitElement {
  static properties = {
    series: { attribute: false },
    revision: {},
    events: { attribute: false },
    objectives: { attribute: false },
    until: { type: Number },
    warmup: { type: Number },
    max: { type: Boolean },
    load: { attribute: false },
    consuming: { type: Boolean },
    reading: { type: Boolean },
    range: { attribute: false },
  };

  static styles = [
    base,
    css`
      :host {
        container-type: inline-size;
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(6, 1fr);
        gap: 1rem 1.6rem;
      }
      .grid > * {
        grid-column: span 6;
      }
      .small {
        --chart-height: clamp(7.5rem, 14vh, 12rem);
      }
      @container (min-width: 52rem) {
        .big {
          grid-column: span 3;
        }
        .small {
          grid-column: span 2;
        }
      }
      @container (min-width: 110rem) {
        .big {
          --chart-height: clamp(16rem, 34vh, 30rem);
        }
      }
      .window {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.2rem 1.4rem;
        min-height: 2.2rem;
        font-size: 0.92rem;
        color: var(--ink-2);
      }
      .window button {
        min-height: 1.8rem;
      }
    `,
  ];

  constructor() {
    super();
    this.series = new Series(0);
    /** @type {import('./chart.js').Range} */
    this.range = null;
    /** @type {Api.RunEvent[]} */
    this.events = [];
    /** @type {Api.Objective[]} */
    this.objectives = [];
    this.until = 0;
    this.warmup = 0;
    this.max = false;
    /** @type {Api.Spec['load'] | null} */
    this.load = null;
    this.consuming = false;
    /** whether the run sends nothing */
    this.reading = false;
    this.step = 1;
    /** @type {Zone[]} */
    this.zones = [];
    /** @type {Mark[]} */
    this.marks = [];
    /** @type {Bound[]} */
    this.bounds = NONE;
    /** @type {XAxis} */
    this.x = { format: axisClock, least: 1 };
  }

  /** @param {CustomEvent<{ range: import('./chart.js').Range }>} event */
  #zoomed(event) {
    const { range } = event.detail;
    this.range = range && range[1] - range[0] >= 2 ? [Math.max(0, range[0]), range[1]] : null;
  }

  #window() {
    const merged =
      this.step > 1
        ? ` Each point covers ${clock(this.step)}: rates are averages, latencies are from the worst second.`
        : '';
    if (!this.range)
      return html`<div class="window label">Drag across a chart to zoom; double-click to reset.${merged}</div>`;
    const sum = this.series.window(...this.range);
    return html`<div class="window" role="status">
      <strong>${axisClock(this.range[0])} – ${axisClock(this.range[1])}</strong>
      <span>${clock(sum.seconds)}</span>
      <span>${q(count(sum.accepted, 'accepted'))}</span>
      <span>${q(rate(sum.seconds > 0 ? sum.accepted / sum.seconds : null))}</span>
      <span>worst p99 ${q(micros(sum.worstP99))}</span>
      <span>${counted(sum.errors, 'error')}</span>
      <button @click=${() => (this.range = null)}>Show all</button>
    </div>`;
  }

  /** @param {ChartOptions} options */
  #chart({ name, heading, lines, columns, format, log = false, bounds = NONE, size = 'small', testid }) {
    return html`<lt-chart
      class=${size}
      data-testid=${testid}
      data-name=${name}
      group="run"
      .heading=${heading}
      .lines=${lines}
      .data=${this.series.arrays(columns, this.step)}
      .format=${format}
      ?log=${log}
      .bounds=${bounds}
      .zones=${this.zones}
      .marks=${this.marks}
      .range=${this.range}
      .x=${this.x}
    ></lt-chart>`;
  }

  /** @returns {Zone[]} */
  #zones() {
    const warmup = this.warmup > 0 ? [{ from: 0, to: this.warmup, label: 'warm-up' }] : [];
    // after a skip, the stages are not at their planned times
    const moved = this.events.some(({ kind }) => kind === 'STAGE_SKIPPED');
    return [...warmup, ...(this.load === null || moved ? [] : stageZones(this.load))];
  }

  /** @param {import('lit').PropertyValues} changed */
  willUpdate(changed) {
    this.step = this.series.step(...(this.range ?? [0, this.series.end]), MOST_POINTS);
    if (changed.has('until')) this.x = { format: axisClock, to: this.until, least: 1 };
    if (['warmup', 'load', 'events'].some((name) => changed.has(name))) this.zones = this.#zones();
    if (changed.has('events'))
      this.marks = this.events
        .filter(({ second }) => second !== null)
        .map(({ second, kind, message }) => ({ x: Number(second), kind, message }));
    if (changed.has('objectives')) {
      this.bounds = this.objectives.flatMap(({ expression }) => {
        const bound = responseBound(expression);
        if (!bound) return [];
        return [{ y: bound.micros, label: expression, token: BOUND_TOKENS[bound.percentile] ?? '--ink-2' }];
      });
    }
  }

  render() {
    return html`<div class="grid" @zoom=${this.#zoomed}>
        ${this.reading ? nothing : this.#sending()} ${this.consuming ? this.#consumers() : nothing}
      </div>
      ${this.#window()}`;
  }

  #sending() {
    return html`${this.#chart({
      name: 'throughput',
      heading: 'Throughput',
      lines: this.max ? AT_MAX : this.load?.stages ? STAGED : THROUGHPUT,
      columns: this.max ? ['accepted/s'] : ['accepted/s', 'target'],
      format: rate,
      size: 'big',
      testid: 'chart-throughput',
    })}
    ${this.#chart({
      name: 'response',
      heading: 'Response time',
      lines: RESPONSE,
      columns: ['responseP50', 'responseP95', 'responseP99', 'responseP999'],
      format: micros,
      log: true,
      bounds: this.bounds,
      size: 'big',
      testid: 'chart-response',
    })}
    ${this.#chart({
      name: 'origin',
      heading: 'Where the time goes',
      lines: ORIGIN,
      columns: ['serviceP99', 'sendLagP99'],
      format: micros,
      log: true,
      testid: 'chart-origin',
    })}
    ${this.#chart({
      name: 'flight',
      heading: 'In flight',
      lines: FLIGHT,
      columns: ['inFlight'],
      format: (value) => count(value, 'msg'),
      testid: 'chart-in-flight',
    })}
    ${this.#chart({
      name: 'errors',
      heading: 'Errors',
      lines: ERRORS,
      columns: ['failed/s', 'indeterminate/s'],
      format: rate,
      testid: 'chart-errors',
    })} `;
  }

  #consumers() {
    return html`${this.#chart({
      name: 'end-to-end',
      heading: this.reading ? 'From record timestamp' : 'End to end',
      lines: END_TO_END,
      columns: ['endToEndP50', 'endToEndP99'],
      format: micros,
      log: true,
      testid: 'chart-end-to-end',
    })}
    ${this.#chart({
      name: 'lag',
      heading: 'Consumer lag',
      lines: LAG,
      columns: ['lag'],
      format: (value) => count(value, plural(value, 'record')),
      testid: 'chart-lag',
    })}
    ${this.#chart({
      name: 'consumed',
      heading: 'Consumed',
      lines: CONSUMED,
      columns: ['consumed/s'],
      format: rate,
      testid: 'chart-consumed',
    })}`;
  }
}
customElements.define('lt-run-charts', RunCharts);
