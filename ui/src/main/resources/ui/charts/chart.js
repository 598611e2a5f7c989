import { LitElement, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { axisClock, count } from '../format.js';
import { drawUnanswered, drawZones, drawZoneWords } from './chart-areas.js';
import { drawBounds, drawMarks, MARKS } from './chart-marks.js';
import { finite, linearRange, logRange, logSplits, newest, timeIncrements } from './chart-scales.js';
import { chartStyles, uplotSheet } from './chart-styles.js';
import './chart-table.js';

/* global uPlot */

const MARK_REACH_PX = 7;

/** @typedef {[from: number, to: number] | null} Range a zoomed part of the x axis; null for the entire axis */

/** One chart. Fires `zoom` with {range}; null shows everything again. */
class Chart extends LitElement {
  static properties = {
    heading: {},
    lines: { attribute: false },
    data: { attribute: false },
    log: { type: Boolean },
    format: { attribute: false },
    x: { attribute: false },
    marks: { attribute: false },
    bounds: { attribute: false },
    zones: { attribute: false },
    range: { attribute: false },
    group: {},
    asTable: { state: true },
  };

  static styles = [base, uplotSheet, chartStyles];

  /** @type {uPlot | null} */
  #plot = null;
  #resized = new ResizeObserver(() => this.#fit());
  /** @type {HTMLElement | null} */
  #probe = null;

  constructor() {
    super();
    this.heading = '';
    this.group = '';
    /** @type {Line[]} */
    this.lines = [];
    /** @type {ChartData} */
    this.data = [[]];
    this.log = false;
    /** @type {(value: Maybe) => Quantity} */
    this.format = count;
    /** @type {Mark[]} */
    this.marks = [];
    /** @type {Bound[]} */
    this.bounds = [];
    /** @type {Zone[]} */
    this.zones = [];
    /** @type {Range} */
    this.range = null;
    /** @type {XAxis} */
    this.x = { format: axisClock, least: 1 };
    this.asTable = false;
  }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('theme', this.#repaint);
    if (this.hasUpdated) this.requestUpdate();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('theme', this.#repaint);
    this.#drop();
  }

  #repaint = () => this.#plot?.redraw();

  #drop() {
    this.#resized.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  /** The colour of a design token for the canvas, as resolved by the browser for the current theme. */
  #colour = (/** @type {string} */ token) => {
    this.#probe ??= /** @type {HTMLElement} */ (this.renderRoot.querySelector('.probe'));
    this.#probe.style.color = `var(${token})`;
    return getComputedStyle(this.#probe).color;
  };

  get #fontSize() {
    return parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.82;
  }

  /**
   * The font and size of text on the canvas.
   * @returns {[font: string, size: number]}
   */
  get #words() {
    return [this.#font(devicePixelRatio), this.#fontSize * devicePixelRatio];
  }

  get #drawable() {
    return /** @type {uPlot.AlignedData} */ (this.data.map(finite));
  }

  /** @param {number} [scale] */
  #font(scale = 1) {
    return `${this.#fontSize * scale}px ${getComputedStyle(this).fontFamily}`;
  }

  /** @type {uPlot.Range.Function} */
  #yRange = (plot, least, greatest) => {
    const tops = this.bounds.map(({ y }) => y);
    const high = Math.max(greatest ?? 0, ...tops);
    return this.log ? logRange(Math.min(least ?? high, ...tops), high) : linearRange(high);
  };

  /** @type {uPlot.Range.Function} */
  #xRange = () => {
    if (this.range) return this.range;
    const xs = this.data[0];
    const first = this.x.from ?? 0;
    return [first, Math.max(this.x.to ?? 0, xs.at(-1) ?? 0, first + this.x.least)];
  };

  /**
   * @param {HTMLElement} box
   * @returns {uPlot}
   */
  #build(box) {
    const size = this.#fontSize;
    const colour = this.#colour;
    /** @type {uPlot.Axis} */
    const axis = { stroke: () => colour('--ink-3'), font: this.#font(), ticks: { show: false }, gap: 5 };
    const grid = { stroke: () => colour('--rule'), width: 1 };
    /** @type {uPlot.Options} */
    const options = {
      width: box.clientWidth,
      height: box.clientHeight,
      padding: [14, size * 1.6, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        sync: this.group ? { key: this.group, scales: ['x', null] } : undefined,
        drag: { x: true, y: false, setScale: false },
        points: { size: 7 },
        bind: {
          dblclick: () => () => {
            this.#zoom(null);
            return null;
          },
        },
      },
      scales: { x: { time: false, range: this.#xRange }, y: { distr: this.log ? 3 : 1, range: this.#yRange } },
      axes: [
        {
          ...axis,
          size: size * 2,
          grid: { show: false },
          space: size * 5,
          incrs: timeIncrements(),
          ...this.x.axis,
          values: (plot, splits) => splits.map((value) => this.x.format(value)),
        },
        {
          ...axis,
          size: size * 4.7,
          grid,
          space: (plot, axis, low, high, room) => Math.max(size * 2, room / 7),
          ...(this.log
            ? {
                splits: (plot, at, low, high) => logSplits(low, high, plot.height / (size * 2.6)),
                filter: (plot, splits) => splits,
              }
            : {}),
          values: (plot, splits) =>
            splits.map((value) => {
              const { text, unit } = this.format(value);
              return this.log ? `${text} ${unit}` : text;
            }),
        },
      ],
      series: [{}, ...this.lines.map((line) => this.#series(line))],
      hooks: {
        setCursor: [(plot) => this.#point(plot)],
        setSelect: [(plot) => this.#selected(plot)],
        drawClear: [(plot) => drawZones(plot, this.zones, colour)],
        draw: [
          (plot) => {
            drawZoneWords(plot, this.zones, colour, ...this.#words);
            drawUnanswered(plot, this.data, this.lines, colour, ...this.#words);
            drawMarks(plot, this.marks, colour);
            drawBounds(plot, this.bounds, colour, ...this.#words);
          },
        ],
      },
    };
    const plot = new uPlot(options, this.#drawable, box);
    this.#plot = plot;
    this.#resized.observe(box);
    return plot;
  }

  /**
   * @param {Line} line
   * @returns {uPlot.Series}
   */
  #series(line) {
    const { wash } = line;
    const paths = {
      line: () => undefined,
      step: () => uPlot.paths.stepped?.({ align: 1 }),
      bars: () => uPlot.paths.bars?.({ size: [0.8, 60], align: 1 }),
    }[line.kind ?? 'line'];
    return {
      label: line.label,
      stroke: () => this.#colour(line.token),
      fill: wash ? () => this.#colour(wash) : undefined,
      width: line.width ?? 1.5,
      dash: line.dash,
      paths: paths(),
      points: { show: (plot) => line.kind === undefined && plot.data[0].length < 12, size: 5 },
      spanGaps: false,
    };
  }

  #fit() {
    const box = this.renderRoot.querySelector('.plot');
    if (!this.#plot || !box || box.clientWidth === 0) return;
    if (box.clientWidth !== this.#plot.width || box.clientHeight !== this.#plot.height)
      this.#plot.setSize({ width: box.clientWidth, height: box.clientHeight });
  }

  /** @param {uPlot} plot */
  #selected(plot) {
    const { left, width } = plot.select;
    if (width < 4) return;
    /** @type {Range} */
    const range = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    // with synced cursors, every chart of the group has the selection, but only the chart under the pointer fires `zoom`
    if (this.matches(':hover')) this.#zoom(range);
  }

  /** @param {Range} range */
  #zoom(range) {
    this.dispatchEvent(new CustomEvent('zoom', { detail: { range }, bubbles: true, composed: true }));
  }

  /**
   * The legend shows the values under the cursor, or the newest values if there is no cursor. It is written directly to the DOM, because
   * this runs on every mouse move.
   * @param {uPlot} plot
   */
  #point(plot) {
    const at = plot.cursor.idx;
    /** @type {NodeListOf<HTMLElement>} */
    const values = this.renderRoot.querySelectorAll('.keys b');
    this.lines.forEach((line, k) => {
      const column = this.data[k + 1];
      const quantity = this.format(at === null || at === undefined ? newest(column) : column[at]);
      values[k].textContent = `${quantity.text} ${quantity.unit}`;
      values[k].title = quantity.exact;
    });
    const tip = /** @type {HTMLElement} */ (this.renderRoot.querySelector('.tip'));
    const left = plot.cursor.left ?? -1;
    const mark =
      left < 0
        ? undefined
        : this.marks.find(({ x, kind }) => MARKS[kind] && Math.abs(plot.valToPos(x, 'x') - left) < MARK_REACH_PX);
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = `${axisClock(mark.x)} ${MARKS[mark.kind]?.word}: ${mark.message}`;
    const origin = plot.bbox.left / devicePixelRatio;
    const right = left > plot.bbox.width / devicePixelRatio / 2;
    tip.style.left = right ? 'auto' : `${origin + left + 10}px`;
    tip.style.right = right ? `${plot.width - origin - left + 10}px` : 'auto';
  }

  /** @param {import('lit').PropertyValues} changed */
  updated(changed) {
    if (this.asTable) return this.#drop();
    const box = /** @type {HTMLElement} */ (this.renderRoot.querySelector('.plot'));
    if (changed.has('lines') && this.#plot) this.#drop();
    const plot = this.#plot;
    if (plot && ['data', 'range', 'bounds', 'marks', 'zones'].some((name) => changed.has(name)))
      plot.setData(this.#drawable);
    this.#point(plot ?? this.#build(box));
  }

  /** @param {Line} line */
  #key(line) {
    const dash = line.dash ? line.dash.join(' ') : nothing;
    const shape =
      line.kind === 'bars'
        ? html`<svg viewBox="0 0 24 10">
            <path d="M5 10V3M12 10V0M19 10V5" stroke="var(${line.token})" stroke-width="4"></path>
          </svg>`
        : html`<svg viewBox="0 0 24 10">
            <path
              d="M0 5h24"
              stroke="var(${line.token})"
              stroke-width=${(line.width ?? 1.5) * 1.4}
              stroke-dasharray=${dash}
            ></path>
          </svg>`;
    return html`<span>${shape}${line.label} <b></b></span>`;
  }

  render() {
    const anything = this.data[0].length > 0;
    return html`<header>
        <h2>${this.heading}</h2>
        <div class="keys" aria-hidden="true">${this.asTable ? nothing : this.lines.map((line) => this.#key(line))}</div>
        <button
          class="plain"
          aria-pressed=${this.asTable}
          title=${this.asTable ? 'View as chart' : 'View as table'}
          aria-label="${this.heading}: view as table"
          @click=${() => (this.asTable = !this.asTable)}
        >
          ${icon(this.asTable ? 'chart' : 'table')}
        </button>
      </header>
      <span class="probe" hidden></span>
      ${
        this.asTable
          ? html`<lt-chart-table
              .heading=${this.heading}
              .lines=${this.lines}
              .data=${this.data}
              .format=${this.format}
              .x=${this.x}
              .zones=${this.zones}
            ></lt-chart-table>`
          : html`<div
              class="plot"
              role="img"
              aria-label="${this.heading}. ${anything ? 'The same figures are in its table view.' : 'No data yet.'}"
            >
              ${anything ? nothing : html`<span class="nothing">no data yet</span>`}<span class="tip" hidden></span>
            </div>`
      }`;
  }
}
customElements.define('lt-chart', Chart);
