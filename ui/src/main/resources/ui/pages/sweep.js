import { LitElement, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { api } from '../api.js';
import { session } from '../session.js';
import { DASH, counted, moment, span } from '../format.js';
import { hasEnded } from '../phases.js';
import {
  INTERVAL_RUNS_MIN,
  changeText,
  detected,
  endedRuns,
  intervalText,
  isCounted,
  isOver,
  label,
  measured,
  quantity,
  said,
  valueText,
  valuesText,
} from '../sweep.js';
import { ask } from '../components/dialog.js';
import { attempt } from '../components/notice.js';
import { q } from '../components/parts.js';
import { sweepStyles } from './sweep-styles.js';
import '../components/table.js';

const REFRESH_MILLIS = 2000;

/** @type {Record<Api.Sweep['phase'], [tone: string, shape: import('../icons.js').Shape]>} */
const PHASES = {
  QUEUED: ['none', 'dots'],
  RUNNING: ['signal', 'play'],
  STOPPING: ['signal', 'drain'],
  DONE: ['', 'check'],
  STOPPED: ['', 'stop'],
};

/** A sweep, live or ended: its table, the best cells and the main effects. */
class SweepPage extends LitElement {
  static properties = { sweepId: {}, sweep: { state: true }, problem: { state: true } };

  static styles = [base, sweepStyles];

  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer = undefined;

  constructor() {
    super();
    this.sweepId = '';
    /** @type {Api.Sweep | null} */
    this.sweep = null;
    /** @type {Problem | null} */
    this.problem = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#read();
    this.#timer = setInterval(() => {
      const over = this.sweep?.id === this.sweepId && isOver(this.sweep.phase);
      if (!document.hidden && !over) this.#read();
    }, REFRESH_MILLIS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  async #read() {
    try {
      this.sweep = await api.sweep(this.sweepId);
      this.problem = null;
    } catch (problem) {
      this.problem = problem;
    }
  }

  async #stop() {
    const sure = await ask({
      title: 'Stop the sweep?',
      text: 'This stops the current run and cancels the remaining ones. Ended runs are kept.',
      action: 'Stop',
    });
    if (!sure) return;
    const stopped = await attempt(() => api.stopSweep(this.sweepId));
    if (stopped) this.sweep = stopped;
  }

  /** @param {Api.SweepRun} run */
  #run({ id, repeat, result }) {
    if (result === null) return html`<span class="faint">${repeat}</span>`;
    const ended = hasEnded(result.phase);
    const failed = ended && !isCounted(result);
    const word = failed ? (result.phase === 'DONE' ? 'invalid' : result.phase.toLowerCase()) : '';
    return html`<a
      class=${failed ? 'bad' : ''}
      href="/runs/${id}${ended ? '/report' : ''}"
      title=${result.reason ?? `${result.phase.toLowerCase()}, ${result.validity.toLowerCase()}`}
      >${repeat}${failed ? ` ${word}` : ''}${
        ended && !failed && result.objectives === 'FAIL' ? html` <span class="bad">fail</span>` : nothing
      }${ended ? nothing : icon('play')}</a
    >`;
  }

  /**
   * @param {Api.SweepCell} cell
   * @param {Api.SweepMetric} metric
   */
  #figure(cell, metric) {
    const found = cell.figures.find((figure) => figure.metric === metric);
    if (!found) return DASH;
    const values = cell.runs
      .flatMap(({ repeat, result }) =>
        (result?.values ?? [])
          .filter((value) => value.metric === metric)
          .map(({ value }) => `repeat ${repeat}: ${quantity(metric, value).exact}`),
      )
      .join('\n');
    const [low, high] = [found.low, found.high].map((limit) => (limit === null ? null : quantity(metric, limit)));
    return html`<span title=${values}>${q({ ...quantity(metric, found.mean), exact: values })}</span>${
        low && high && metric !== 'errors' && metric !== 'lost'
          ? html`<br /><span class="label"
                >${low.text} ${low.unit === high.unit ? '' : low.unit} – ${high.text} ${high.unit}</span
              >`
          : cell.runs.length > 1 && found.runs < INTERVAL_RUNS_MIN
            ? html`<br /><span class="label">too few repeats</span>`
            : nothing
      }`;
  }

  /**
   * @param {Api.Sweep} sweep
   * @returns {Column<Api.SweepCell>[]}
   */
  #columns(sweep) {
    return [
      { key: 'number', label: 'Cell', num: true, sort: (cell) => cell.number, cell: (cell) => cell.number },
      ...sweep.keys.map((key) => ({
        key,
        label: key,
        cell: (/** @type {Api.SweepCell} */ cell) => (key in cell.values ? valueText(cell.values[key]) : DASH),
      })),
      {
        key: 'runs',
        label: 'Runs',
        title: 'repeats, each linking to its run',
        cell: (cell) => html`${cell.runs.map((run) => html`${this.#run(run)} `)}`,
      },
      ...measured(sweep).map((metric) => ({
        key: metric,
        label: label(metric),
        num: true,
        title: 'mean of the runs that count (done and not invalid), with its confidence interval; hover for each run',
        sort: (/** @type {Api.SweepCell} */ cell) =>
          cell.figures.find((figure) => figure.metric === metric)?.mean ?? null,
        cell: (/** @type {Api.SweepCell} */ cell) => this.#figure(cell, metric),
      })),
    ];
  }

  /** @param {Api.Sweep} sweep */
  #best(sweep) {
    if (sweep.best.length === 0) return nothing;
    const cell = (/** @type {Api.SweepBest} */ best) => sweep.cells[best.cell - 1];
    /** @type {Column<Api.SweepBest>[]} */
    const columns = [
      { key: 'metric', label: 'Metric', cell: ({ metric }) => label(metric) },
      { key: 'cell', label: 'Cell', num: true, cell: (best) => (best.outcome === 'NO_DIFFERENCE' ? DASH : best.cell) },
      {
        key: 'values',
        label: 'Values',
        cell: (best) => (best.outcome === 'NO_DIFFERENCE' ? DASH : valuesText(cell(best))),
      },
      {
        key: 'mean',
        label: 'Mean',
        num: true,
        cell: (best) =>
          q(quantity(best.metric, cell(best).figures.find(({ metric }) => metric === best.metric)?.mean ?? null)),
      },
      {
        key: 'said',
        label: 'Difference from the others',
        wrap: true,
        cell: (best) => html`<span class=${best.outcome === 'BETTER' ? '' : 'muted'}>${said(best)}</span>`,
      },
    ];
    return html`<section class="section" data-testid="best">
      <h2>Best cell${isOver(sweep.phase) ? '' : ' so far'}</h2>
      <lt-table
        caption="Best cell by metric"
        .columns=${columns}
        .rows=${sweep.best}
        .keyOf=${(/** @type {Api.SweepBest} */ { metric }) => metric}
      ></lt-table>
    </section>`;
  }

  /** @param {Api.Sweep} sweep */
  #effects({ effects }) {
    if (effects.length === 0) return nothing;
    /** @typedef {{ id: string, key: string, value: unknown, of: Map<string, Api.SweepEffect> }} Row */
    /** @type {Map<string, Row>} */
    const rows = new Map();
    for (const effect of effects) {
      const id = `${effect.key}=${valueText(effect.value)}`;
      const row = rows.get(id) ?? { id, key: effect.key, value: effect.value, of: new Map() };
      row.of.set(effect.metric, effect);
      rows.set(id, row);
    }
    const metrics = [...new Set(effects.map(({ metric }) => metric))];
    /** @type {Column<Row>[]} */
    const columns = [
      { key: 'key', label: 'Key', cell: ({ key }) => key },
      { key: 'value', label: 'Value', cell: ({ value }) => valueText(value) },
      ...metrics.map((metric) => ({
        key: metric,
        label: label(metric),
        num: true,
        cell: (/** @type {Row} */ row) => {
          const effect = row.of.get(metric);
          if (!effect) return DASH;
          return html`<span class=${detected(effect) ? '' : 'faint'}>${changeText(metric, effect.change)}</span
            ><br /><span class="label">${intervalText(effect)}</span>`;
        },
      })),
    ];
    return html`<section class="section" data-testid="effects">
      <h2>Main effects</h2>
      <p class="muted">
        How much the mean over cells with a value differs from the mean over all cells; faint if no difference is
        detectable.
      </p>
      <lt-table caption="Main effects" .columns=${columns} .rows=${[...rows.values()]}></lt-table>
    </section>`;
  }

  /** @param {Api.Sweep} sweep */
  #sweep(sweep) {
    const [tone, shape] = PHASES[sweep.phase];
    const over = isOver(sweep.phase);
    const stoppable = !over && sweep.phase !== 'STOPPING' && session.mayOperate;
    return html`<div class="head">
        <h1>${sweep.name}</h1>
        <span class="badge ${tone}" data-testid="phase">${icon(shape)}${sweep.phase.toLowerCase()}</span>
        <span class="spacer"></span>
        ${stoppable ? html`<button @click=${this.#stop}>${icon('stop')}Stop</button>` : nothing}
      </div>
      <p class="facts">
        <code>${sweep.id}</code>
        <span>${counted(sweep.cellCount, 'cell')} × ${counted(sweep.repeats, 'repeat')}</span>
        <span>cool-down ${q(span(sweep.coolDownSeconds))}</span>
        <span>${moment(sweep.createdAt)}</span>
        <span data-testid="progress">${endedRuns(sweep)} of ${counted(sweep.runs, 'run')} ended</span>
        ${sweep.current ? html`<a href="/runs/${sweep.current}">current run</a>` : nothing}
      </p>
      ${
        over
          ? nothing
          : html`<progress aria-label="Ended runs" max=${sweep.runs} .value=${endedRuns(sweep)}></progress>`
      }
      <section class="section">
        <h2>Cells</h2>
        <lt-table
          data-testid="cells"
          caption="Cells with the mean of each metric"
          .columns=${this.#columns(sweep)}
          .rows=${sweep.cells}
          .keyOf=${(/** @type {Api.SweepCell} */ { number }) => number}
        ></lt-table>
        ${
          sweep.repeats === 1
            ? html`<p class="note">One run per cell: the variation between runs is unknown.</p>`
            : nothing
        }
      </section>
      ${this.#best(sweep)} ${this.#effects(sweep)}`;
  }

  render() {
    return html`<div class="page">
      ${
        this.problem
          ? html`<div class="error" role="alert"><strong>${this.problem.title}</strong> ${this.problem.detail}</div>`
          : nothing
      }
      ${this.sweep?.id === this.sweepId ? this.#sweep(this.sweep) : nothing}
      <p class="links"><a href="/sweeps">All sweeps</a></p>
    </div>`;
  }
}
customElements.define('lt-sweep-page', SweepPage);
