import { html, nothing } from 'lit';
import { EVENT_ICONS } from '../codes.js';
import { readsOnly } from '../figures.js';
import { icon } from '../icons.js';
import {
  axisClock,
  bytes,
  cores,
  count,
  counted,
  exactly,
  figure,
  micros,
  moment,
  percent,
  plural,
  rate,
  span,
  timeOfDay,
} from '../format.js';
import { plannedRate, stageText } from '../stages.js';
import { q } from './parts.js';
import { MARKS } from '../charts/chart-marks.js';
import './table.js';

// Tables of the live page and the report: workers, errors, events.

/** @typedef {import('./parts.js').Look} Look */

/** @type {Record<Api.RunWorker['state'], Look>} */
const STATES = {
  PREPARING: ['none', 'wait'],
  READY: ['good', 'check'],
  SENDING: ['signal', 'play'],
  DRAINING: ['signal', 'drain'],
  FINISHED: ['', 'check'],
  FAILED: ['bad', 'cross'],
  LOST: ['bad', 'warning'],
};
/**
 * @param {Look} look
 * @param {string} word
 */
const state = ([tone, shape], word) => html`<span class="badge ${tone}">${icon(shape)}${word.toLowerCase()}</span>`;

/** @type {Column<Api.RunWorker>[]} */
const WORKER = [
  { key: 'name', label: 'Worker', sort: (w) => w.name, cell: (w) => html`<span title=${w.id}>${w.name}</span>` },
  { key: 'state', label: 'State', sort: (w) => w.state, cell: (w) => state(STATES[w.state], w.state) },
  { key: 'shards', label: 'Shards', num: true, sort: (w) => w.shards, cell: (w) => w.shards },
];
/** @type {Column<Api.RunWorker>[]} */
const LIVE_ONLY = [
  {
    key: 'rate',
    label: 'Rate',
    num: true,
    title: 'messages acked, or aborted on purpose, in the last second',
    sort: (w) => w.rate,
    cell: (w) => q(rate(w.rate)),
  },
  {
    key: 'share',
    label: 'Share',
    num: true,
    title: 'target rate of its shards',
    sort: (w) => w.share,
    cell: (w) => q(rate(w.share)),
  },
];
/**
 * null although there are errors: the percentile falls on an unanswered message
 * @param {Api.RunWorker} worker
 */
const p99 = (worker) => figure({ p99: worker.responseP99, unanswered: worker.failed + worker.indeterminate }, 'p99');
/** @type {Column<Api.RunWorker>[]} */
const TOTALS = [
  { key: 'acked', label: 'Acked', num: true, sort: (w) => w.acked, cell: (w) => q(count(w.acked)) },
  {
    key: 'errors',
    label: 'Errors',
    num: true,
    title: 'failed and indeterminate',
    sort: (w) => w.failed + w.indeterminate,
    cell: (w) =>
      html`<span class=${w.failed + w.indeterminate > 0 ? 'bad' : ''}>${exactly(w.failed + w.indeterminate)}</span>`,
  },
  {
    key: 'p99',
    label: 'Response p99',
    num: true,
    title: 'p99 over the entire run',
    sort: p99,
    cell: (w) => q(micros(p99(w))),
  },
  {
    key: 'lag',
    label: 'Send lag p99',
    num: true,
    title: 'how late this worker sent its messages, over the entire run',
    sort: (w) => w.sendLagP99,
    cell: (w) => q(micros(w.sendLagP99)),
  },
  {
    key: 'skew',
    label: 'Start skew',
    num: true,
    title: 'delay from its planned start to its first send',
    sort: (w) => w.startSkew,
    cell: (w) => q(micros(w.startSkew)),
  },
  {
    key: 'cpu',
    label: 'CPU',
    num: true,
    title: 'average cores used while sending, after the warm-up',
    sort: (w) => w.cpu,
    cell: (w) => q(cores(w.cpu)),
  },
  {
    key: 'cpuThrottled',
    label: 'CPU throttled',
    num: true,
    title: 'fraction of enforcement periods in which its CPU quota was used up',
    sort: (w) => w.cpuThrottled,
    cell: (w) => q(percent(w.cpuThrottled)),
  },
  {
    key: 'runQueue',
    label: 'Run queue',
    num: true,
    title: 'fraction of time a sending or receiving thread waited for a CPU',
    sort: (w) => w.runQueueDelay,
    cell: (w) => q(percent(w.runQueueDelay)),
  },
  {
    key: 'gc',
    label: 'GC pauses',
    num: true,
    title: 'fraction of time it was paused by garbage collection',
    sort: (w) => w.gcPauses,
    cell: (w) => q(percent(w.gcPauses)),
  },
  {
    key: 'sendQueue',
    label: 'Send queue',
    num: true,
    title: 'most unacknowledged bytes on a socket',
    sort: (w) => w.sendQueue,
    cell: (w) => q(bytes(w.sendQueue)),
  },
  {
    key: 'buffer',
    label: 'Buffer wait',
    num: true,
    title: 'time sending was blocked by a full buffer, missing leaders or transaction commits and aborts',
    sort: (w) => w.bufferWait,
    cell: (w) => q(span(w.bufferWait)),
  },
  {
    key: 'throttled',
    label: 'Throttled',
    num: true,
    title: 'time a Kafka quota throttled at least one of its producers',
    sort: (w) => w.throttle.produceSeconds,
    cell: (w) => q(span(w.throttle.produceSeconds)),
  },
];
/** @type {Column<Api.RunWorker>} */
const IN_FLIGHT = {
  key: 'inFlight',
  label: 'In flight',
  num: true,
  sort: (w) => w.inFlight,
  cell: (w) => q(count(w.inFlight)),
};
const LIVE_COLUMNS = [...WORKER, ...LIVE_ONLY, ...TOTALS.slice(0, 2), IN_FLIGHT, ...TOTALS.slice(2)];
const REPORT_COLUMNS = [...WORKER, ...TOTALS];

/**
 * @param {Api.RunWorker[]} workers
 * @param {boolean} live
 */
export const workersTable = (workers, live) =>
  workers.length === 0
    ? html`<p class="empty">No worker has joined yet.</p>`
    : html`<lt-table
        data-testid="workers"
        caption="Workers of the run"
        .columns=${live ? LIVE_COLUMNS : REPORT_COLUMNS}
        .rows=${workers}
      ></lt-table>`;

/** @type {Record<Api.RunError['outcome'], Look>} */
const OUTCOMES = { FAILED: ['bad', 'cross'], INDETERMINATE: ['warn', 'help'], FATAL: ['bad', 'warning'] };
/** @type {Column<Api.RunError>[]} */
const ERRORS = [
  { key: 'class', label: 'Error', sort: (e) => e.errorClass, cell: (e) => html`<code>${e.errorClass}</code>` },
  { key: 'outcome', label: 'Outcome', sort: (e) => e.outcome, cell: (e) => state(OUTCOMES[e.outcome], e.outcome) },
  { key: 'count', label: 'Count', num: true, sort: (e) => e.count, cell: (e) => q(count(e.count)) },
  {
    key: 'first',
    label: 'First',
    sort: (e) => e.firstAt,
    cell: (e) => html`<span title=${moment(e.firstAt)}>${timeOfDay(e.firstAt)}</span>`,
  },
  {
    key: 'last',
    label: 'Last',
    sort: (e) => e.lastAt,
    cell: (e) => html`<span title=${moment(e.lastAt)}>${timeOfDay(e.lastAt)}</span>`,
  },
  {
    key: 'sample',
    label: 'First error message',
    title: 'as reported by the Kafka client',
    wrap: true,
    cell: (e) => e.sample,
  },
];

/** @param {Api.RunError[]} errors */
export const errorsTable = (errors) =>
  errors.length === 0
    ? html`<p class="empty">${icon('check')} None.</p>`
    : html`<lt-table
        data-testid="errors"
        caption="Errors by class"
        .columns=${ERRORS}
        .rows=${errors}
        .keyOf=${(/** @type {Api.RunError} */ e) => `${e.errorClass} ${e.outcome}`}
      ></lt-table>`;

const BAD_EVENTS = [
  'ERROR',
  'WORKER_LOST',
  'WORKER_RETURNED',
  'WAITING',
  'KAFKA_SILENT',
  'TOPIC_CHANGED',
  'REPORT_REFUSED',
  'CLOCK_JUMPED',
];

/** @param {Api.RunEvent[]} events */
export const eventsList = (events) =>
  html`<ol class="events" data-testid="events">
    ${[...events].reverse().map(
      (event) =>
        html`<li class=${BAD_EVENTS.includes(event.kind) ? 'bad' : ''}>
          <time title=${moment(event.at)}>${event.second === null ? timeOfDay(event.at) : axisClock(event.second)}</time
          >${icon(EVENT_ICONS[event.kind] ?? 'dots')}<span
            ><span class="sr">${MARKS[event.kind]?.word ?? ''}</span>${event.message}</span
          >
        </li>`,
    )}
  </ol>`;

/**
 * The length of a run, as given by `messages` or `duration`; nothing for a staged load, whose stages define it.
 * @param {Api.Spec} spec
 */
function extent({ messages, duration }) {
  if (messages !== null) return html`${q(count(messages, plural(messages, 'message')))} · `;
  return duration === null ? nothing : html`${duration} · `;
}

/**
 * A spec in words, for the line under the title.
 * @param {Api.Spec} spec
 */
export const specLine = (spec) => (readsOnly(spec) ? readingLine(spec) : sendingLine(spec));
/** @param {Api.Spec} spec */
const sendingLine = (spec) =>
  html`${q(plannedRate(spec))} · ${extent(spec)}${q(sizeOf(spec))} ${spec.payload.format} ·
  acks=${spec.producer.acks}${spec.producer.compression === 'none' ? '' : ` · ${spec.producer.compression}`}`;
/** @param {Api.Spec} spec */
const readingLine = ({ messages, duration, consumers: { groups } }) =>
  html`reads only ·
  ${
    messages === null
      ? (duration ?? 'to the end of the topic')
      : html`${q(count(messages, plural(messages, 'record')))} per group`
  }
  · ${counted(typeof groups === 'number' ? groups : groups.length, 'group')}`;
/** @param {Api.Spec} spec */
function sizeOf({ payload: { size }, load }) {
  if (load.stages?.some((stage) => 'size' in stage))
    return { text: 'sizes by stage', unit: '', exact: load.stages.map((stage) => stageText(stage)).join(', ') };
  return typeof size === 'number'
    ? bytes(size)
    : { text: `${Object.keys(size)[0]} sizes`, unit: '', exact: JSON.stringify(size) };
}
