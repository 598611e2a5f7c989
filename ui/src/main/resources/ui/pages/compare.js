import { LitElement, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { api } from '../api.js';
import { moment } from '../format.js';
import { setQuery } from '../router.js';
import { Series } from '../series.js';
import {
  SIDES_MIN,
  baselineOf,
  compareHref,
  conditionRows,
  figureRows,
  isDetected,
  lookOf,
  notes,
  selection,
} from '../compare.js';
import { conditionsTable, figuresTable, letter } from '../components/compare-tables.js';
import { phaseChip, verdictBadge } from '../components/parts.js';
import { compareStyles } from './compare-styles.js';
import '../charts/compare-charts.js';

/**
 * @typedef {object} Side what is known about a run or a baseline on this page
 * @property {string} id
 * @property {import('../compare.js').Look} look
 * @property {Line} line
 * @property {Api.ComparedRun[]} runs
 * @property {Api.Report} report of its first run
 * @property {Series} series of its first run
 * @property {Api.Comparison | null} comparison of the reference with this side; null for the reference
 */

/** Two to five runs: what changed compared with the reference, with overlaid charts. The whole state is in the URL. */
class ComparePage extends LitElement {
  static properties = { sides: { state: true }, problem: { state: true } };

  static styles = [base, compareStyles];

  /** @type {Map<string, Promise<{ report: Api.Report, series: Series }>>} */
  #reports = new Map();
  /** @type {Map<string, Promise<Api.Comparison>>} */
  #comparisons = new Map();
  #shown = '';

  constructor() {
    super();
    /** @type {Side[] | null} */
    this.sides = null;
    /** @type {{ title: string, detail: string } | null} */
    this.problem = null;
  }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('route', this.#routed);
    window.addEventListener('popstate', this.#routed);
    this.#routed();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('route', this.#routed);
    window.removeEventListener('popstate', this.#routed);
  }

  #routed = () => {
    const { sides, reference, problem } = selection(location.search);
    const wanted = compareHref(sides, reference);
    if (wanted !== this.#shown) {
      this.#shown = wanted;
      if (problem === null) this.#read(wanted, sides, reference);
      else this.problem = { title: 'These runs cannot be compared', detail: problem };
    }
    this.requestUpdate();
  };

  /**
   * @param {string} wanted
   * @param {string[]} ids
   * @param {string} reference
   */
  async #read(wanted, ids, reference) {
    try {
      const comparisons = await Promise.all(
        ids.map((id) => (id === reference ? null : this.#comparison(reference, id))),
      );
      const ofReference = comparisons.find((comparison) => comparison !== null)?.a ?? [];
      const sides = await Promise.all(
        ids.map(async (id, at) => {
          const comparison = comparisons[at];
          const runs = comparison === null ? ofReference : comparison.b;
          const look = lookOf(at);
          const line = { label: look.letter, token: look.token, dash: look.dash, width: 1.75 };
          return { id, look, line, runs, comparison, ...(await this.#report(runs[0].id)) };
        }),
      );
      if (wanted !== this.#shown) return;
      this.sides = sides;
      this.problem = null;
    } catch (problem) {
      if (wanted === this.#shown) this.problem = problem;
    }
  }

  /**
   * @param {string} a
   * @param {string} b
   */
  #comparison(a, b) {
    return cached(this.#comparisons, `${a},${b}`, () => api.compare(a, b));
  }

  /** @param {string} id */
  #report(id) {
    return cached(this.#reports, id, async () => {
      const report = await api.report(id);
      const series = new Series(Math.max(4096, report.series.length));
      series.merge(report.series);
      return { report, series };
    });
  }

  get #query() {
    return new URLSearchParams(location.search);
  }

  get #comparedTo() {
    return selection(location.search);
  }

  /** @param {Side} side */
  #remove(side) {
    const { sides, reference } = this.#comparedTo;
    const left = sides.filter((id) => id !== side.id);
    setQuery({ runs: left.join(','), reference: reference === side.id ? left[0] : reference });
  }

  /**
   * @param {Side} side
   * @param {number} count of sides
   */
  #side(side, count) {
    const baseline = baselineOf(side.id);
    const [run, ...others] = side.runs;
    return html`<li class="side side-${side.look.letter}" data-testid="side" data-id=${side.id}>
      <h2>
        ${letter(side.look)}<a href="/runs/${run.id}/report">${baseline ?? (run.name || run.id)}</a>
        ${side.comparison === null ? html`<span class="badge signal">${icon('pin')}reference</span>` : nothing}
      </h2>
      <span class="label"
        >${baseline === null ? nothing : html`baseline of ${others.length > 0 ? `${side.runs.length} runs, first ` : ''}`}<code
          >${run.id}</code
        ></span
      >
      <span class="label">${moment(side.report.timing.startedAt)} · ${side.report.version}</span>
      <span class="badges">${phaseChip(run.phase)}${verdictBadge('validity', worst(side.runs))}</span>
      <div class="buttons">
        ${
          side.comparison === null
            ? nothing
            : html`<button class="plain" @click=${() => setQuery({ reference: side.id })}>
                ${icon('pin')}Use as reference
              </button>`
        }
        ${
          count > SIDES_MIN
            ? html`<button class="plain" aria-label="Remove run ${side.look.letter}" @click=${() => this.#remove(side)}>
                ${icon('cross')}Remove
              </button>`
            : nothing
        }
      </div>
    </li>`;
  }

  /** @param {Side[]} all */
  #compared(all) {
    const query = this.#query;
    const sides = all.toSorted((a, b) => Number(a.comparison !== null) - Number(b.comparison !== null));
    const comparisons = sides.flatMap(({ comparison }) => (comparison === null ? [] : [comparison]));
    const { spec, environment } = conditionRows(comparisons);
    const rows = figureRows(comparisons);
    const looks = sides.map(({ look }) => look);
    const onlyDetected = query.get('show') === 'changed';
    return html`<ol class="sides">
        ${all.map((side) => this.#side(side, all.length))}
      </ol>
      <section class="section">
        <h2>Figures</h2>
        <div class="options">
          <label
            ><input
              type="checkbox"
              .checked=${onlyDetected}
              @change=${() => setQuery({ show: onlyDetected ? null : 'changed' })}
            />Only detectable differences</label
          >
          <span class="label"
            >Change from the reference, with its ${Math.round(comparisons[0].confidence * 100)} % interval</span
          >
        </div>
        ${figuresTable(onlyDetected ? rows.filter(isDetected) : rows, looks)}
        <ul class="notes">
          ${notes(comparisons).map(({ tone, text }) => html`<li class=${tone || 'muted'}>${text}</li>`)}
        </ul>
      </section>
      <section class="section">
        <h2>Charts</h2>
        <lt-compare-charts
          .runs=${all}
          .latency=${query.get('latency') ?? ''}
          .percentile=${query.get('percentile') ?? ''}
          .range=${rangeOf(query.get('zoom'))}
          @choose=${(/** @type {CustomEvent} */ { detail }) => setQuery(detail)}
          @zoom=${this.#zoom}
        ></lt-compare-charts>
      </section>
      ${conditionsTable('Changed keys of the spec', spec, looks, 'The specs are the same.')}
      ${conditionsTable('Version and fleet', environment, looks, 'The versions and fleets are the same.')}`;
  }

  #zoom = (/** @type {CustomEvent<{ range: import('../charts/chart.js').Range }>} */ { detail: { range } }) =>
    setQuery({ zoom: range && range[1] - range[0] >= 2 ? range.map(Math.round).join('-') : null });

  render() {
    return html`<article class="page" data-testid="compare">
      <h1>Compare runs</h1>
      ${
        this.problem
          ? html`<div class="error" role="alert">
              <strong>${this.problem.title}</strong> ${this.problem.detail} <a href="/runs">Select runs</a>
            </div>`
          : this.sides
            ? this.#compared(this.sides)
            : html`<p class="empty">Comparing…</p>`
      }
    </article>`;
  }
}
customElements.define('lt-compare-page', ComparePage);

/**
 * The cached promise; a failed one is not kept.
 * @template T
 * @param {Map<string, Promise<T>>} cache
 * @param {string} key
 * @param {() => Promise<T>} load
 */
function cached(cache, key, load) {
  const found = cache.get(key) ?? load();
  cache.set(key, found);
  found.catch(() => cache.delete(key));
  return found;
}

/** @param {Api.ComparedRun[]} runs */
const worst = (runs) =>
  ['INVALID', 'DEGRADED'].find((validity) => runs.some((run) => run.validity === validity)) ?? 'VALID';

/**
 * @param {string | null} text such as 10-30
 * @returns {import('../charts/chart.js').Range}
 */
function rangeOf(text) {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(text ?? '') ?? [];
  return from === undefined ? null : [Number(from), Number(to)];
}
