import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { axisClock, clock, micros, rate } from '../format.js';
import { aligned, summed } from '../compare.js';
import { readsOnly } from '../figures.js';
import { percentileAxis, percentileData } from './percentiles.js';
import './chart.js';

const MOST_POINTS = 480;

/** @typedef {import('./chart.js').Range} Range */

/**
 * @typedef {object} DrawnRun a run on the charts
 * @property {Line} line its label, colour and dashes
 * @property {import('../series.js').Series} series
 * @property {Api.Report} report
 */

/** @typedef {'response' | 'service' | 'sendLag' | 'endToEnd'} LatencyName */

/** @type {Record<LatencyName, { label: string, document: 'responseTime' | 'serviceTime' | 'sendLag' | 'endToEnd', columns: string[] }>} */
const LATENCIES = {
  response: { label: 'Response time', document: 'responseTime', columns: ['P50', 'P95', 'P99', 'P999'] },
  service: { label: 'Service time', document: 'serviceTime', columns: ['P50', 'P99'] },
  endToEnd: { label: 'End to end', document: 'endToEnd', columns: ['P50', 'P99'] },
  sendLag: { label: 'Send lag', document: 'sendLag', columns: ['P50', 'P99'] },
};
const NAMES = /** @type {LatencyName[]} */ (Object.keys(LATENCIES));
/** @type {(report: Api.Report) => boolean} */
const sends = ({ spec }) => !readsOnly(spec);
/** @type {(report: Api.Report) => boolean} */
const consumes = ({ consumers }) => consumers.length > 0;

/** @type {Record<string, string>} */
const PERCENTILES = { P50: 'p50', P95: 'p95', P99: 'p99', P999: 'p99.9' };

/**
 * Runs on common axes, each aligned at its start. The latency and its percentile are attributes, so that the page can keep them in its
 * URL; fires `choose` with the changed ones, and `zoom` with {range}.
 */
class CompareCharts extends LitElement {
  static properties = {
    runs: { attribute: false },
    latency: {},
    percentile: {},
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
        gap: 1rem 1.6rem;
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.4rem 1.2rem;
        margin-bottom: 0.8rem;
      }
      .choices label {
        display: inline-flex;
        align-items: center;
        gap: 0.5rem;
        color: var(--ink-2);
      }
      .choices select {
        width: auto;
      }
      @container (min-width: 52rem) {
        .grid {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
      @container (min-width: 110rem) {
        .grid {
          grid-template-columns: repeat(3, minmax(0, 1fr));
          --chart-height: clamp(14rem, 30vh, 26rem);
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {DrawnRun[]} */
    this.runs = [];
    this.latency = '';
    this.percentile = '';
    /** @type {Range} */
    this.range = null;
    /** @type {Line[]} */
    this.lines = [];
    this.step = 1;
  }

  /** @param {import('lit').PropertyValues} changed */
  willUpdate(changed) {
    if (changed.has('runs')) this.lines = this.runs.map(({ line }) => line);
    const [from, to] = this.range ?? [0, Infinity];
    this.step = Math.max(
      1,
      ...this.runs.map(({ series }) =>
        Math.max(series.widest, series.step(from, Math.min(to, series.end), MOST_POINTS)),
      ),
    );
  }

  /** @param {LatencyName} name */
  #isMeasured(name) {
    const { document } = LATENCIES[name];
    return this.runs.some(({ report }) => report[document].count + report[document].unanswered > 0);
  }

  get #latency() {
    const measured = NAMES.filter((name) => this.#isMeasured(name));
    return measured.find((name) => name === this.latency) ?? measured[0] ?? 'response';
  }

  get #percentile() {
    const { columns } = LATENCIES[this.#latency];
    return columns.find((column) => PERCENTILES[column] === this.percentile) ?? 'P99';
  }

  /** @param {Record<string, string>} choice */
  #choose(choice) {
    this.dispatchEvent(new CustomEvent('choose', { detail: choice }));
  }

  /**
   * @param {string} heading
   * @param {string[]} columns whose sum is drawn
   * @param {(report: Api.Report) => boolean} measured whether a run measured them
   * @param {(value: Maybe) => Quantity} format
   * @param {string} testid
   * @param {boolean} [log]
   */
  #overTime(heading, columns, measured, format, testid, log = false) {
    const data = aligned(
      this.runs.map(({ series, report }) => summed(series.arrays(columns, this.step), measured(report))),
      this.step,
    );
    if (data.slice(1).every((values) => values.every((value) => value === null))) return nothing;
    return html`<lt-chart
      data-testid=${testid}
      group="compare"
      .heading=${heading}
      .lines=${this.lines}
      .data=${data}
      .format=${format}
      ?log=${log}
      .range=${this.range}
    ></lt-chart>`;
  }

  #byPercentile() {
    const { label, document } = LATENCIES[this.#latency];
    const data = percentileData(this.runs.map(({ report }) => report[document]));
    return html`<lt-chart
      data-testid="compare-percentiles"
      .heading="${label} by percentile"
      .lines=${this.lines}
      .data=${data}
      .format=${micros}
      log
      .x=${percentileAxis(data)}
      @zoom=${(/** @type {Event} */ event) => event.stopPropagation()}
    ></lt-chart>`;
  }

  /**
   * @param {string} label
   * @param {string} key
   * @param {string} chosen
   * @param {[value: string, text: string][]} choices
   */
  #select(label, key, chosen, choices) {
    return html`<label
      >${label}<select
        @change=${(/** @type {On<HTMLSelectElement>} */ event) => this.#choose({ [key]: event.target.value })}
      >
        ${choices.map(([value, text]) => html`<option value=${value} ?selected=${value === chosen}>${text}</option>`)}
      </select></label
    >`;
  }

  render() {
    if (this.runs.length === 0) return nothing;
    const latency = this.#latency;
    const percentile = this.#percentile;
    const { label, columns } = LATENCIES[latency];
    const errors = this.runs.some(({ report }) => report.messages.failed + report.messages.indeterminate > 0);
    return html`<div class="choices">
        ${this.#select(
          'Latency',
          'latency',
          latency,
          NAMES.filter((name) => this.#isMeasured(name)).map((name) => [name, LATENCIES[name].label.toLowerCase()]),
        )}
        ${this.#select(
          'over time at',
          'percentile',
          PERCENTILES[percentile],
          columns.map((column) => [PERCENTILES[column], PERCENTILES[column]]),
        )}
        ${
          this.range
            ? html`<span role="status"
                >${axisClock(this.range[0])} – ${axisClock(this.range[1])}
                <button @click=${() => this.dispatchEvent(new CustomEvent('zoom', { detail: { range: null } }))}>
                  Show all
                </button></span
              >`
            : html`<span class="label">Drag across a chart to zoom; double-click to reset.</span>`
        }
      </div>
      <div class="grid">
        ${this.#byPercentile()}
        ${this.#overTime(
          `${label} ${PERCENTILES[percentile]}`,
          [latency + percentile],
          () => true, // a latency that was not measured is null
          micros,
          'compare-latency',
          true,
        )}
        ${this.#overTime('Throughput', ['accepted/s'], sends, rate, 'compare-throughput')}
        ${errors ? this.#overTime('Errors', ['failed/s', 'indeterminate/s'], sends, rate, 'compare-errors') : nothing}
        ${this.#overTime('Consumed', ['consumed/s'], consumes, rate, 'compare-consumed')}
      </div>
      <p class="label">
        Each run begins at 0:00. The charts include the warm-ups; the figures do
        not.${
          this.step > 1
            ? ` Each point covers ${clock(this.step)}: rates are averages, latencies are from the worst interval.`
            : ''
        }
      </p>`;
  }
}
customElements.define('lt-compare-charts', CompareCharts);
