import { LitElement, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { base } from '../styles.js';
import { searches } from '../figures.js';
import { icon } from '../icons.js';
import { api } from '../api.js';
import { session } from '../session.js';
import { live, LiveController } from '../live.js';
import { ago, clock, count, counted, exactly, figure, micros, moment, rate, shortened, target } from '../format.js';
import { navigate, setQuery } from '../router.js';
import { toYaml } from '../spec.js';
import { picked, withPick } from '../compare.js';
import { sweepOf } from '../sweep.js';
import { ask } from '../components/dialog.js';
import { attempt } from '../components/notice.js';
import { ALL_PHASES, hasEnded } from '../phases.js';
import { bars, phaseChip, q, verdictBadges } from '../components/parts.js';
import { pickBar, pickBox } from '../components/run-picker.js';
import { runsStyles } from './runs-styles.js';

const TYPING_MILLIS = 200;
/** Parameters of the page's URL, and of the request for its list. */
const FILTERS = ['q', 'tag', 'phase'];

/** The list of runs, newest first. The filters are in the URL, and live runs are updated from the stream. */
export class RunsPage extends LitElement {
  static properties = { list: { state: true }, problem: { state: true }, presets: { state: true } };

  static styles = [base, runsStyles];

  /** @type {number | null} */
  #revision = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;
  /** @type {AbortController | null} */
  #reading = null;
  #wanted = '';

  constructor() {
    super();
    new LiveController(this);
    /** @type {Api.RunList | null} */
    this.list = null;
    /** @type {Api.Presets['presets'] | null} */
    this.presets = null;
    /** @type {Problem | null} */
    this.problem = null;
  }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('route', this.#routed);
    this.#read();
    if (this.#query.get('focus') === 'search')
      this.updateComplete.then(() => {
        setQuery({ focus: null });
        this.search();
      });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('route', this.#routed);
  }

  willUpdate() {
    const revision = live.tick?.runsRevision ?? null;
    if (this.#revision !== null && revision !== this.#revision) this.#read();
    this.#revision = revision;
  }

  search() {
    this.renderRoot.querySelector('input')?.focus();
  }

  get #query() {
    return new URLSearchParams(location.search);
  }

  get #picked() {
    return picked(location.search);
  }

  get #filtered() {
    return FILTERS.some((key) => this.#query.has(key));
  }

  /** The filters as the query of the request for the list. */
  get #filters() {
    const wanted = new URLSearchParams();
    for (const key of FILTERS) {
      const value = this.#query.get(key);
      if (value !== null) wanted.set(key, value);
    }
    return wanted.size > 0 ? `?${wanted}` : '';
  }

  #routed = () => {
    if (this.#filters === this.#wanted) this.requestUpdate();
    else this.#read();
  };

  #read = async () => {
    this.#reading?.abort();
    const reading = (this.#reading = new AbortController());
    this.#wanted = this.#filters;
    try {
      this.list = await api.runs(this.#wanted, reading.signal);
      this.problem = null;
      if (this.list.total === 0 && !this.#filtered && !this.presets) this.presets = (await api.presets()).presets;
    } catch (problem) {
      if (problem.name !== 'AbortError') this.problem = problem;
    }
  };

  /** @param {On<HTMLInputElement>} event */
  #typed(event) {
    const text = event.target.value;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => setQuery({ q: text.trim() }), TYPING_MILLIS);
  }

  /** The list as loaded, updated from the stream for live runs. */
  #rows(/** @type {Api.RunList} */ list) {
    const active = new Map((live.tick?.active ?? []).map((run) => [run.id, run]));
    return list.runs.map((run) => active.get(run.id) ?? run);
  }

  /** @param {string} id */
  async #clone(id) {
    const run = await attempt(() => api.run(id));
    if (run) navigate(`/runs/new?spec=${encodeURIComponent(JSON.stringify(run.spec))}`);
  }

  /** @param {Api.RunSummary} run */
  async #remove(run) {
    const sure = await ask({
      title: `Delete ${run.name || run.id}?`,
      text: `This permanently deletes run ${run.id} and its report. Its messages remain in ${shortened(run.topic)}.`,
      action: 'Delete',
    });
    if (!sure) return;
    await attempt(async () => {
      await api.remove(run.id);
      if (this.#picked.includes(run.id)) setQuery({ compare: withPick(this.#picked, run.id) });
    });
    this.#read();
  }

  /** @param {Api.RunSummary} run */
  #duration(run) {
    if (!run.startedAt) return null;
    return (Date.parse(run.endedAt ?? live.tick?.now ?? run.startedAt) - Date.parse(run.startedAt)) / 1000;
  }

  /** @param {Api.RunSummary} run */
  #tags(run) {
    const tags = Object.entries(run.tags).map(([name, value]) => `${name}=${value}`);
    if (tags.length === 0) return nothing;
    return html`<span class="tags"
      >${tags.map(
        (tag) =>
          html`<a href="/runs?tag=${encodeURIComponent(tag)}" title="Show only runs with this tag"
            >${shortened(tag)}</a
          >`,
      )}</span
    >`;
  }

  /** @param {Api.RunSummary} run */
  #row(run) {
    const ended = hasEnded(run.phase);
    const part = sweepOf(run.id);
    return html`<tr data-testid="run-row" data-id=${run.id} class=${ended ? '' : 'live'}>
        <td class="phase">${pickBox(run, this.#picked)}${phaseChip(run.phase)}</td>
        <td class="what">
          <a href="/runs/${run.id}${ended ? '/report' : ''}">${run.name || run.id}</a
          ><span class="label"
            ><code>${run.id}</code>
            ·${part ? html` <a class="sweep" href="/sweeps/${part.sweep}">sweep</a> ·` : nothing}
            <span title=${run.topic}>${shortened(run.topic)}</span></span
          >${this.#tags(run)}
        </td>
        <td class="verdicts">${verdictBadges(run.verdict)}</td>
        <td class="num rate">
          <span class="cap">rate</span>${q(rate(run.achievedRate))}<span class="label"
            >${searches(run) ? 'over all loads' : html`of ${q(target(run.targetRate))}`}</span
          >
        </td>
        <td class="num p99">
          <span class="cap">p99</span>${q(micros(figure({ p99: run.responseP99, unanswered: run.errors }, 'p99')))}${
            run.repaired > 0 ? html`<span class="label">excluding ${exactly(run.repaired)} repaired</span>` : nothing
          }
        </td>
        <td class="num acked">
          <span class="cap">acked</span>${q(count(run.acked))}${
            run.errors > 0
              ? html`<span class="label bad">${counted(run.errors, 'error')}</span>`
              : html`<span class="label">no errors</span>`
          }
        </td>
        <td class="spark" title="messages acked, or aborted on purpose, per second over the run">
          ${run.sparkline.length > 0 ? bars(run.sparkline, 20) : nothing}
        </td>
        <td class="num time">
          <span class="cap">took</span>${clock(this.#duration(run))}<span class="label" title=${moment(run.createdAt)}
            >${ago(run.createdAt)}</span
          >
        </td>
        <td class="actions">
          <button
            class="plain"
            title="Clone into a new run"
            ?hidden=${!session.mayOperate}
            aria-label="Clone ${run.name || run.id}"
            @click=${() => this.#clone(run.id)}
          >
            ${icon('clone')}
          </button>
          <button
            class="plain"
            title=${ended ? 'Delete' : 'Stop the run before deleting it'}
            aria-label="Delete ${run.name || run.id}"
            ?hidden=${!session.mayOperate}
            ?disabled=${!ended}
            @click=${() => this.#remove(run)}
          >
            ${icon('trash')}
          </button>
        </td>
      </tr>
      ${
        run.reason
          ? html`<tr class="why">
              <td></td>
              <td colspan="8"><span class=${run.phase === 'FAILED' ? 'bad' : 'muted'}>${run.reason}</span></td>
            </tr>`
          : nothing
      }`;
  }

  #empty() {
    if (this.#filtered)
      return html`<p class="empty">
        No matching runs.
        <button @click=${() => setQuery(Object.fromEntries(FILTERS.map((key) => [key, null])))}>Show all runs</button>
      </p>`;
    if (!session.mayOperate) return html`<p class="muted">No runs yet.</p>`;
    return html`<p class="muted">
        No runs yet. Choose a preset to open it in the form; nothing starts until you press Start.
      </p>
      <div class="presets">
        ${(this.presets ?? []).map(
          ({ title, description, spec }) =>
            html`<a href="/runs/new?spec=${encodeURIComponent(JSON.stringify(spec))}"
              ><strong>${title}</strong><span class="muted">${description}</span>
              <pre>${toYaml(spec).trim()}</pre>
            </a>`,
        )}
      </div>`;
  }

  /** @param {Api.RunList} list */
  #table(list) {
    return html`<table>
        <caption class="sr">
          Runs, newest first
        </caption>
        <thead>
          <tr>
            <th scope="col">Phase</th>
            <th scope="col">Run</th>
            <th scope="col">Verdicts</th>
            <th scope="col" class="num">Achieved of target</th>
            <th scope="col" class="num">Response p99</th>
            <th scope="col" class="num">Acked</th>
            <th scope="col">Throughput</th>
            <th scope="col" class="num">Duration</th>
            <th scope="col"><span class="sr">Actions</span></th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            this.#rows(list),
            ({ id }) => id,
            (run) => this.#row(run),
          )}
        </tbody>
      </table>
      ${
        list.total > list.runs.length
          ? html`<p class="label">
              showing the newest ${list.runs.length} of ${exactly(list.total)}; search to find others
            </p>`
          : nothing
      }`;
  }

  render() {
    const query = this.#query;
    const phase = query.get('phase') ?? '';
    return html`<div class="page">
      <div class="head">
        <h1>Runs</h1>
        <span class="spacer"></span><a class="button" href="/schedules">Schedules</a
        ><a class="button" href="/sweeps">Sweeps</a
        ><a class="button primary" href="/runs/new" ?hidden=${!session.mayOperate}>${icon('plus')}New run</a>
      </div>
      <div class="filters" role="search">
        <span class="search"
          >${icon('search')}<input
            type="search"
            aria-label="Search runs"
            placeholder="id, name, topic or tag  ( / )"
            .value=${query.get('q') ?? ''}
            @input=${this.#typed}
        /></span>
        <select
          aria-label="Phase"
          .value=${phase}
          @change=${(/** @type {On<HTMLSelectElement>} */ event) => setQuery({ phase: event.target.value })}
        >
          <option value="">all phases</option>
          ${ALL_PHASES.map(
            (name) => html`<option value=${name} ?selected=${name === phase}>${name.toLowerCase()}</option>`,
          )}
        </select>
        ${
          query.has('tag')
            ? html`<button title="Show runs with any tags" @click=${() => setQuery({ tag: null })}>
                tag ${query.get('tag')} ✕
              </button>`
            : nothing
        }
      </div>
      ${
        this.problem
          ? html`<div class="error" role="alert">
              <strong>${this.problem.title}</strong> ${this.problem.detail}
              <button @click=${this.#read}>Try again</button>
            </div>`
          : nothing
      }
      ${this.list ? (this.list.runs.length === 0 ? this.#empty() : this.#table(this.list)) : nothing}
      ${pickBar(this.#picked)}
    </div>`;
  }
}
customElements.define('lt-runs-page', RunsPage);
