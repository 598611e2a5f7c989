import { LitElement, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { api } from '../api.js';
import { session } from '../session.js';
import {
  bytes,
  bytesPerSecond,
  clock,
  count,
  counted,
  exactly,
  micros,
  moment,
  percent,
  rate,
  target,
} from '../format.js';
import { readsOnly, searches, sumOf } from '../figures.js';
import { Series } from '../series.js';
import { toYaml } from '../spec.js';
import { hasEnded, keptItsRate } from '../phases.js';
import { downloads, latencyTable } from '../components/latencies.js';
import { groupsTable } from '../components/group-table.js';
import { phaseChip, q, topics } from '../components/parts.js';
import { partitionSkew } from '../components/partition-skew.js';
import { annotationEffects } from '../components/annotations.js';
import { errorsTable, eventsList, specLine, workersTable } from '../components/run-tables.js';
import { limitResult } from '../components/limit-result.js';
import { objectivesTable } from '../components/objectives.js';
import { stageResults } from '../components/stage-results.js';
import { topicResults } from '../components/topic-results.js';
import { verdictPanels } from '../components/verdict-panels.js';
import { verificationResult } from '../components/verification.js';
import { runStyles } from './run-styles.js';
import { reportStyles } from './report-styles.js';
import '../components/compare-with.js';
import '../charts/percentile-chart.js';
import '../charts/run-charts.js';
import '../charts/tape.js';

/** The report of an ended run: the conclusions and reasons first, then the data behind them. */
class ReportPage extends LitElement {
  static properties = { runId: {}, report: { state: true }, problem: { state: true }, range: { state: true } };

  static styles = [base, runStyles, reportStyles];

  constructor() {
    super();
    this.runId = '';
    /** @type {Api.Report | null} */
    this.report = null;
    /** @type {Problem | null} */
    this.problem = null;
    this.series = new Series(0);
    /** @type {import('../charts/chart.js').Range} */
    this.range = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
  }

  /** @param {import('lit').PropertyValues} changed */
  willUpdate(changed) {
    if (changed.has('runId') && changed.get('runId')) this.#load();
  }

  async #load() {
    this.report = null;
    this.problem = null;
    try {
      const report = await api.report(this.runId);
      this.series = new Series(Math.max(4096, report.series.length));
      this.series.merge(report.series);
      this.report = report;
    } catch (problem) {
      this.problem = problem;
    }
  }

  /** @param {Api.Report['timing']} timing */
  #seconds({ startedAt, endedAt }) {
    return startedAt === null || endedAt === null ? null : (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  }

  /** @param {Api.Report} report */
  #figures({ messages, bytes: size, rate: speed, events, timing, spec, consumers }) {
    const fact = (/** @type {string} */ label, /** @type {Content} */ value) =>
      html`<div>
        <dt>${label}</dt>
        <dd>${value}</dd>
      </div>`;
    if (readsOnly(spec)) return this.#read(consumers, timing, fact);
    const errors = messages.failed + messages.indeterminate;
    const load = this.series.loadEnd || null;
    return html`<dl class="figures">
      ${fact(
        'Achieved rate',
        html`${q(rate(speed.achieved))}<span class="sub"
            >${searches(spec) ? 'over all loads' : html`of ${q(target(speed.target))}`}${
              speed.target && speed.achieved !== null && keptItsRate(events)
                ? html` · ${q(percent(speed.achieved / speed.target, 2))}`
                : nothing
            }</span
          >`,
      )}
      ${fact(
        'Acked',
        html`${q(count(messages.acked))}<span class="sub">of ${exactly(messages.planned)} planned</span>`,
      )}
      ${fact(
        'Not acked',
        html`<span class=${errors > 0 ? 'bad' : ''}>${exactly(errors)}</span
          ><span class="sub"
            >${exactly(messages.failed)} failed · ${exactly(messages.indeterminate)} indeterminate ·
            ${messages.aborted > 0 ? `${exactly(messages.aborted)} aborted · ` : ''}${exactly(messages.unsent)}
            unsent</span
          >`,
      )}
      ${fact(
        'Payload',
        html`${q(bytesPerSecond(load === null ? null : size.payload / load))}<span class="sub"
            >${q(bytes(size.payload))} total · ${q(bytes(size.wire))} on the wire</span
          >`,
      )}
      ${fact(
        'Duration',
        html`${clock(this.#seconds(timing))}<span class="sub">start skew ${q(micros(timing.startSkew))}</span>`,
      )}
      ${fact(
        'Repaired',
        html`${exactly(messages.repaired)}<span class="sub"
            >${counted(messages.handoverDuplicates, 'handover duplicate')}</span
          >`,
      )}
    </dl>`;
  }

  /**
   * @param {Api.ConsumerGroup[]} groups
   * @param {Api.Report['timing']} timing
   * @param {(label: string, value: Content) => Content} fact
   */
  #read(groups, timing, fact) {
    const records = sumOf(groups, 'records');
    const seconds = this.#seconds(timing);
    return html`<dl class="figures">
      ${fact('Records read', html`${q(count(records))}<span class="sub">by ${counted(groups.length, 'group')}</span>`)}
      ${fact('Rate', html`${q(rate(seconds ? records / seconds : null))}<span class="sub">all groups combined</span>`)}
      ${fact('Bytes', html`${q(bytes(sumOf(groups, 'bytes')))}<span class="sub">keys and values</span>`)}
      ${fact('Lag', html`${q(count(sumOf(groups, 'lag')))}<span class="sub">unread records at the end</span>`)}
      ${fact('Duration', clock(seconds))}
    </dl>`;
  }

  /** @param {Api.Report} report */
  #downloads(report) {
    const { id } = report;
    /** @type {(href: string, name: string, label: string) => Content} */
    const file = (href, name, label) =>
      html`<a class="button" href=${href} download="${id}${name}">${icon('download')}${label}</a>`;
    const histograms = downloads(report).map(([metric, label]) =>
      file(api.hgrmHref(id, metric), `-${metric}.hgrm`, `.hgrm ${label}`),
    );
    return html`<div class="downloads">
      ${file(api.pageHref(id), '.html', 'HTML')} ${file(api.reportHref(id), '.json', 'JSON')}
      ${file(api.csvHref(id), '.csv', 'CSV')} ${histograms}
    </div>`;
  }

  /** @param {Api.Report} report */
  #timing({ timing, version }) {
    return html`<dl class="pairs">
      <dt>created</dt>
      <dd>${moment(timing.createdAt)}</dd>
      <dt>load began</dt>
      <dd>${moment(timing.startedAt)}</dd>
      <dt>measured from</dt>
      <dd>
        ${moment(timing.measuredFrom)}${
          timing.warmupSeconds > 0
            ? html` <span class="faint">after ${clock(timing.warmupSeconds)} of warm-up</span>`
            : nothing
        }
      </dd>
      <dt>ended</dt>
      <dd>${moment(timing.endedAt)}</dd>
      <dt>start skew across workers</dt>
      <dd>${q(micros(timing.startSkew))}</dd>
      <dt>load tester</dt>
      <dd>${version}</dd>
    </dl>`;
  }

  /** @param {[number, number]} range seconds */
  #zoom = (range) => {
    this.range = range;
    this.renderRoot.querySelector('lt-run-charts')?.scrollIntoView({ block: 'nearest' });
  };

  render() {
    if (this.problem)
      return html`<div class="page">
        <div class="error" role="alert"><strong>${this.problem.title}</strong> ${this.problem.detail}</div>
      </div>`;
    if (!this.report) return html`<div class="page"><p class="empty">Loading the report…</p></div>`;
    const { report, series } = this;
    const ended = hasEnded(report.phase);
    const clone = `/runs/new?spec=${encodeURIComponent(JSON.stringify(report.spec))}`;
    return html`<article class="page" data-testid="report">
      <div class="top">
        ${phaseChip(report.phase, 'phase')}
        <h1>${report.spec.name || report.id}</h1>
        <span class="spacer"></span>${
          ended ? html`<lt-compare-with .runId=${report.id} .name=${report.spec.name}></lt-compare-with>` : nothing
        } <a class="button" href="/runs/${report.id}">${icon('chart')}Run view</a
        ><a class="button" href=${clone} ?hidden=${!session.mayOperate}>${icon('clone')}Clone</a>
      </div>
      <div class="under">
        <code>${report.id}</code>${topics(report.spec.topic, report.topics.length)}<span>${specLine(report.spec)}</span
        ><span title=${moment(report.timing.startedAt)}>${moment(report.timing.startedAt)}</span>
      </div>
      ${
        ended
          ? nothing
          : html`<p class="note reason">
              The run is still active: this is the report so far. <button @click=${this.#load}>Reload</button>
            </p>`
      }
      ${
        report.reason
          ? html`<p class=${report.phase === 'FAILED' ? 'error reason' : 'note reason'}>${report.reason}</p>`
          : nothing
      }
      ${verdictPanels(report)} ${limitResult(report.limit, ended)} ${this.#figures(report)}
      <div class="pair full">
        ${
          readsOnly(report.spec)
            ? nothing
            : html`<section class="section"><lt-percentile-chart .report=${report}></lt-percentile-chart></section>`
        }
        <section class="section">
          <h2>Objectives</h2>
          ${objectivesTable(report)}
        </section>
      </div>
      ${latencyTable(report)}
      <section class="section">
        <h2>Over time</h2>
        <lt-tape .series=${series} .span=${series.end} .progress=${ended ? 1 : null}></lt-tape>
        <lt-run-charts
          .series=${series}
          .range=${this.range}
          .warmup=${report.timing.warmupSeconds}
          .revision=${report}
          .events=${report.events}
          .objectives=${report.objectives}
          ?max=${report.spec.rate === 'max'}
          .load=${report.spec.load}
          ?consuming=${report.consumers.length > 0}
          ?reading=${readsOnly(report.spec)}
        ></lt-run-charts>
      </section>
      ${stageResults(report, this.#zoom)} ${annotationEffects(report.events, series, this.#zoom)}
      ${topicResults(report.topics)}
      <section class="section">
        <h2>Workers</h2>
        ${workersTable(report.workers, false)}
      </section>
      ${
        report.consumers.length > 0
          ? html`<section class="section">
              <h2>Consumer groups</h2>
              ${groupsTable(report.consumers)}
            </section>`
          : nothing
      }
      ${partitionSkew(report.partitions)}
      ${report.verification === null ? nothing : verificationResult(report.verification, report.topics.length > 1)}
      <div class="pair ${report.errors.length > 0 ? 'full' : ''}">
        <section class="section">
          <h2>Errors</h2>
          ${errorsTable(report.errors)}
        </section>
        <section class="section">
          <h2>Events</h2>
          ${eventsList(report.events)}
        </section>
      </div>
      <div class="pair full">
        <section class="section">
          <h2>Spec as it ran</h2>
          <pre>${toYaml(report.spec)}</pre>
        </section>
        <section class="section">
          <h2>Times and version</h2>
          ${this.#timing(report)}
          <h2 class="later">Downloads</h2>
          ${this.#downloads(report)}
        </section>
      </div>
    </article>`;
  }
}
customElements.define('lt-report-page', ReportPage);
