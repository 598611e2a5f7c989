import { LitElement, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { api } from '../api.js';
import { accepted, readsOnly, sumOf } from '../figures.js';
import { live, LiveController } from '../live.js';
import { axisClock, clock, counted, exactly, figure, human, micros, moment, plural } from '../format.js';
import { hasEnded } from '../phases.js';
import { leftOut } from '../components/left-out.js';
import { groupsTable } from '../components/group-table.js';
import { phaseChip, topics, verdictBadges } from '../components/parts.js';
import { liveFigures } from '../components/live-figures.js';
import { limitResult } from '../components/limit-result.js';
import { stageResults } from '../components/stage-results.js';
import { topicResults } from '../components/topic-results.js';
import { annotationEffects } from '../components/annotations.js';
import { errorsTable, eventsList, specLine, workersTable } from '../components/run-tables.js';
import { verifiedSoFar } from '../components/verification.js';
import { waitingNote } from '../components/waiting.js';
import { liveRunStyles } from './live-run-styles.js';
import { runStyles } from './run-styles.js';
import '../charts/readout.js';
import '../charts/run-charts.js';
import '../components/desktop-notice.js';
import '../components/run-controls.js';
import '../charts/tape.js';

const SUMMARY_MILLIS = 30000;
// below this progress, an estimate of the remaining time fluctuates too much
const LEAST_PROGRESS = 0.02;
const SHORTEST_AXIS_SECONDS = 15;
// for runs of up to this length, the time axis covers the entire run; for longer runs, it grows as the run progresses
const SHORT_RUN_SECONDS = 120;

/** The page of a live run, which keeps showing the charts after the run has ended. */
class RunPage extends LitElement {
  static properties = {
    runId: {},
    problem: { state: true },
    loaded: { state: true },
    spoken: { state: true },
    range: { state: true },
  };

  static styles = [base, runStyles, liveRunStyles];

  #spokenAt = 0;

  constructor() {
    super();
    new LiveController(this);
    this.runId = '';
    /** @type {Problem | null} */
    this.problem = null;
    /** @type {Api.Run | null} */
    this.loaded = null;
    this.spoken = '';
    /** @type {import('../charts/chart.js').Range} */
    this.range = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    live.follow(null);
  }

  /** @param {import('lit').PropertyValues} changed */
  willUpdate(changed) {
    if (changed.has('runId') && changed.get('runId')) this.#load();
    this.#speak();
  }

  async #load() {
    this.problem = null;
    this.loaded = null;
    const id = this.runId;
    live.follow(id);
    try {
      const loaded = await api.run(id);
      if (id === this.runId) this.loaded = loaded;
    } catch (problem) {
      this.problem = problem;
    }
  }

  /** The run as received from the stream if available, otherwise the result of a direct request. */
  get run() {
    return live.run?.id === this.runId ? live.run : this.loaded;
  }

  #speak() {
    const run = this.run;
    if (!run || Date.now() - this.#spokenAt < SUMMARY_MILLIS) return;
    this.#spokenAt = Date.now();
    const done = run.progress === null ? '' : `, ${Math.round(run.progress * 100)} percent`;
    const moved = run.current && (readsOnly(run.spec) ? run.current.consumed : accepted(run.current));
    const now = run.current ? `, ${human((moved ?? 0) / run.current.seconds)} messages per second` : '';
    const known = figure(run.responseTime, 'p99');
    const p99 = known === null ? '' : `, response p99 ${micros(known).text} ${micros(known).unit}`;
    this.spoken = `Run ${run.phase.toLowerCase()}${done}${now}${p99}, ${counted(
      run.messages.failed + run.messages.indeterminate,
      'error',
    )}.`;
  }

  /**
   * Seconds until the run ends, according to its schedule or, at rate max and in a pause, estimated from its progress so far; null if
   * unknown.
   * @param {Api.Run} run
   */
  #left(run) {
    const { remainingSeconds, elapsedSeconds, progress } = run;
    if (remainingSeconds !== null || !elapsedSeconds || progress === null || progress < LEAST_PROGRESS)
      return remainingSeconds;
    return (elapsedSeconds * (1 - progress)) / progress;
  }

  /** @param {Api.Run} run */
  #clock(run) {
    const percent = run.progress === null ? null : Math.floor(run.progress * 1000) / 10;
    const seconds = this.#left(run);
    const left =
      hasEnded(run.phase) || seconds === null
        ? nothing
        : html`<span>${run.remainingSeconds === null ? 'about ' : ''}${clock(seconds)} left</span>`;
    return html`<div class="clock">
      <strong>${percent === null ? 'end unknown' : `${percent.toFixed(percent < 100 ? 1 : 0)} %`}</strong>
      <span title=${moment(run.startedAt)}>${clock(run.elapsedSeconds)} elapsed</span
      >${left}${this.#measured(run)}${this.#stage(run)}
      ${
        readsOnly(run.spec)
          ? html`<span
              >${exactly(consumed(run))}<span class="unit">${plural(consumed(run), 'record')} read</span></span
            >`
          : html`<span
              ><span data-testid="acked" data-value=${run.messages.acked}>${exactly(run.messages.acked)}</span> of
              ${exactly(run.messages.planned)}<span class="unit">${plural(run.messages.planned, 'message')} acked</span
              >${
                run.messages.aborted > 0
                  ? html`, ${exactly(run.messages.aborted)}<span class="unit">aborted</span>`
                  : nothing
              }</span
            >`
      }
    </div>`;
  }

  /** @param {Api.Run} run */
  #stage({ stage, spec }) {
    if (!stage) return nothing;
    const { stages, repeat } = spec.load;
    const repetition = (repeat ?? 1) > 1 ? `, repetition ${stage.repetition + 1} of ${repeat}` : '';
    const left = live.tick ? (Date.parse(stage.endsAt) - Date.parse(live.tick.now)) / 1000 : null;
    return html`<span data-testid="stage"
      >stage ${stage.index + 1} of
      ${stages?.length}${
        stage.name ? html` <strong class="stage">${stage.name}</strong>` : nothing
      }${repetition}${left === null ? nothing : `, ${clock(Math.max(0, left))} left`}</span
    >`;
  }

  /**
   * The note that shows where the measured part of the run begins.
   * @param {Api.Run} run
   */
  #measured({ warmupSeconds, elapsedSeconds, measuredFrom }) {
    if (!(warmupSeconds > 0)) return nothing;
    const ahead = elapsedSeconds === null || elapsedSeconds < warmupSeconds;
    return html`<span data-testid="measured-from" title=${measuredFrom === null ? nothing : moment(measuredFrom)}
      >${
        ahead
          ? html`<strong class="warming">warm-up</strong> until ${axisClock(warmupSeconds)}`
          : `measured from ${axisClock(warmupSeconds)}, after the warm-up`
      }</span
    >`;
  }

  /** @param {[number, number]} range seconds */
  #zoom = (range) => {
    this.range = range;
    this.renderRoot.querySelector('lt-run-charts')?.scrollIntoView({ block: 'nearest' });
  };

  render() {
    if (this.problem && !this.run)
      return html`<div class="page">
        <div class="error" role="alert"><strong>${this.problem.title}</strong> ${this.problem.detail}</div>
        <p><a href="/runs">All runs</a></p>
      </div>`;
    const run = this.run;
    if (!run) return html`<div class="page"><p class="empty">Loading the run…</p></div>`;
    const ended = hasEnded(run.phase);
    const left = ended ? 0 : this.#left(run);
    const span = left === null || run.elapsedSeconds === null ? null : run.elapsedSeconds + left;
    const series = live.series;
    return html`<div class="page">
      <div class="top">
        ${phaseChip(run.phase, 'phase')}
        <h1>${run.spec.name || run.id}</h1>
        ${verdictBadges(run.verdict)}<lt-run-controls .run=${run}></lt-run-controls
        ><lt-desktop-notice .run=${run}></lt-desktop-notice>
      </div>
      <div class="under">
        <code>${run.id}</code>${topics(run.spec.topic, run.topics.length)}<span>${specLine(run.spec)}</span>
      </div>
      ${
        run.reason
          ? html`<p class=${run.phase === 'FAILED' ? 'error reason' : 'note reason'}>${run.reason}</p>`
          : nothing
      }
      ${this.#reasons(run)} ${waitingNote(run.waiting, live.tick?.now)}
      ${
        ended
          ? html`<div class="ended">
              <strong>The run has ended.</strong
              ><span class="muted">See its report for verdicts, percentiles and downloads.</span
              ><a class="button primary" data-testid="open-report" href="/runs/${run.id}/report"
                >${icon('report')}Open report</a
              >
            </div>`
          : nothing
      }
      <div class="strip">
        <lt-tape .series=${series} .revision=${live.tick} .span=${span} .progress=${run.progress}></lt-tape
        >${this.#clock(run)}
      </div>
      <lt-readout .figures=${liveFigures(run)}></lt-readout>
      ${leftOut(run)} ${limitResult(run.limit, ended)}
      <lt-run-charts
        class="charts"
        .until=${ended ? 0 : Math.max(SHORTEST_AXIS_SECONDS, span !== null && span <= SHORT_RUN_SECONDS ? span : 0)}
        .series=${series}
        .range=${this.range}
        .warmup=${run.warmupSeconds}
        .revision=${live.tick}
        .events=${run.events}
        .objectives=${run.objectives}
        ?max=${run.spec.rate === 'max'}
        .load=${run.spec.load}
        ?consuming=${run.consumers.length > 0}
        ?reading=${readsOnly(run.spec)}
      ></lt-run-charts>
      ${stageResults(run, this.#zoom)} ${annotationEffects(run.events, series, this.#zoom)} ${topicResults(run.topics)}
      <section class="section">
        <h2>Workers</h2>
        ${workersTable(run.workers, !ended)}
      </section>
      ${
        run.consumers.length > 0
          ? html`<section class="section">
              <h2>Consumer groups</h2>
              ${groupsTable(run.consumers)}
            </section>`
          : nothing
      }
      ${!ended && run.verification !== null ? verifiedSoFar(run.verification) : nothing}
      <div class="pair ${run.errors.length > 0 ? 'full' : ''}">
        <section class="section">
          <h2>Errors</h2>
          ${errorsTable(run.errors)}
        </section>
        <section class="section">
          <h2>Events</h2>
          <lt-annotate .run=${run}></lt-annotate>${eventsList(run.events)}
        </section>
      </div>
      <p class="sr" aria-live="polite">${this.spoken}</p>
    </div>`;
  }

  /** @param {Api.Run} run */
  #reasons(run) {
    if (run.verdict.reasons.length === 0) return nothing;
    return html`<ul class="reasons">
      ${run.verdict.reasons.map(
        ({ code, message }) =>
          html`<li>
            ${icon('warning')}<span>${message} <code class="faint">${code}</code></span>
          </li>`,
      )}
    </ul>`;
  }
}

/**
 * The number of records received by all groups.
 * @param {Api.Run} run
 */
const consumed = (run) => sumOf(run.consumers, 'records');
customElements.define('lt-run-page', RunPage);
