import { html, nothing } from 'lit';
import { icon } from '../icons.js';
import { DASH, ago, bytes, clock, cores, micros, moment, percent, three } from '../format.js';
import { q } from '../components/parts.js';

// The columns of the fleet page's tables: workers, and pods without a heartbeat.

/** @typedef {import('../components/parts.js').Look} Look */

/** @type {Record<Api.FleetWorker['state'], Look>} */
const STATES = {
  READY: ['good', 'check'],
  BUSY: ['signal', 'play'],
  SUSPECT: ['warn', 'warning'],
  LOST: ['bad', 'cross'],
};

/**
 * @param {number | null} part
 * @param {number} whole
 */
const share = (part, whole) => (part === null ? null : part / whole);

/** @param {Api.Pod} pod */
const exit = ({ lastExit }) =>
  lastExit === null
    ? nothing
    : html`<span class="bad" title=${moment(lastExit.at)}>${lastExit.reason}</span
        ><span class="faint"> exit code ${lastExit.exitCode}, ${ago(lastExit.at)}</span
        >${lastExit.message === null ? nothing : html`<div class="faint">${lastExit.message}</div>`}`;
/** @param {Api.Pod} pod */
const exitedAt = ({ lastExit }) => (lastExit?.at ? -Date.parse(lastExit.at) : null);
/** @param {Api.Pod | null} pod */
const trouble = (pod) =>
  pod === null || (pod.why === null && pod.lastExit === null)
    ? DASH
    : html`${pod.why === null ? nothing : html`<span class="warn">${pod.why}</span> `}${exit(pod)}`;

/** @type {Column<Api.FleetWorker>[]} */
const COLUMNS = [
  { key: 'name', label: 'Worker', sort: (w) => w.name, cell: (w) => html`<span title=${w.id}>${w.name}</span>` },
  {
    key: 'state',
    label: 'State',
    sort: (w) => w.state,
    cell: (w) =>
      html`<span class="badge ${STATES[w.state][0]}">${icon(STATES[w.state][1])}${w.state.toLowerCase()}</span>`,
  },
  { key: 'host', pods: false, label: 'Host', sort: (w) => w.host, cell: (w) => w.host },
  { key: 'node', pods: true, label: 'Node', sort: (w) => w.pod?.node ?? null, cell: (w) => w.pod?.node ?? DASH },
  {
    key: 'restarts',
    pods: true,
    label: 'Restarts',
    num: true,
    title: 'of its pod',
    sort: (w) => w.pod?.restarts ?? null,
    cell: (w) => w.pod?.restarts ?? DASH,
  },
  {
    key: 'trouble',
    pods: true,
    label: 'Last problem',
    title: 'of its pod',
    sort: (w) => (w.pod ? exitedAt(w.pod) : null),
    cell: (w) => trouble(w.pod),
  },
  {
    key: 'run',
    label: 'Run',
    sort: (w) => w.run,
    cell: (w) => (w.run ? html`<a href="/runs/${w.run}"><code>${w.run}</code></a>` : '–'),
  },
  { key: 'shards', label: 'Shards', num: true, sort: (w) => w.shards, cell: (w) => w.shards },
  {
    key: 'cpu',
    label: 'CPU of limit',
    num: true,
    title: 'cores used in the last second, and the limit',
    sort: (w) => share(w.cpu, w.cpuLimit),
    cell: (w) =>
      html`<span title="${w.cpu ?? 'not measured'} of ${w.cpuLimit} cores"
        >${q(percent(share(w.cpu, w.cpuLimit), 0))}<span class="faint"> of ${q(cores(w.cpuLimit))}</span></span
      >`,
  },
  {
    key: 'heap',
    label: 'Heap',
    num: true,
    sort: (w) => share(w.heapUsed, w.heapMax),
    cell: (w) => html`${q(bytes(w.heapUsed))}<span class="faint"> of ${q(bytes(w.heapMax))}</span>`,
  },
  {
    key: 'gc',
    label: 'GC pauses',
    num: true,
    title: 'since it started',
    sort: (w) => w.gcSeconds,
    cell: (w) => q(micros(w.gcSeconds * 1e6)),
  },
  {
    key: 'clock',
    label: 'Clock offset',
    num: true,
    title: "the broker's clock minus the worker's",
    sort: (w) => w.clockOffset,
    cell: (w) =>
      html`${q(micros(w.clockOffset))}${
        w.clockUncertainty === null ? nothing : html`<span class="faint"> ± ${q(micros(w.clockUncertainty))}</span>`
      }`,
  },
  {
    key: 'seen',
    label: 'Last heartbeat',
    num: true,
    sort: (w) => w.lastSeenSeconds,
    cell: (w) =>
      html`<span class=${w.lastSeenSeconds > 3 ? 'warn' : ''}
        >${three(w.lastSeenSeconds)}<span class="unit">s ago</span></span
      >`,
  },
  { key: 'age', label: 'Uptime', num: true, sort: (w) => w.uptimeSeconds, cell: (w) => clock(w.uptimeSeconds) },
  { key: 'version', label: 'Version', sort: (w) => w.version, cell: (w) => w.version },
];
/**
 * in Kubernetes, a worker's host is its pod, which has the same name
 * @param {boolean} withPods
 */
const columnsOf = (withPods) => COLUMNS.filter(({ pods }) => pods === undefined || pods === withPods);
export const WITHOUT_PODS = columnsOf(false);
export const WITH_PODS = columnsOf(true);

/** @type {Record<Api.Pod['phase'], Look>} */
const PHASES = {
  PENDING: ['warn', 'wait'],
  RUNNING: ['warn', 'warning'],
  SUCCEEDED: ['', 'check'],
  FAILED: ['bad', 'cross'],
  UNKNOWN: ['none', 'none'],
  TERMINATING: ['none', 'drain'],
};
const SILENT = 'The pod is running, but no heartbeat was received. Check its log to see whether it can reach Kafka.';

/** @type {Column<Api.Pod>[]} */
export const POD_COLUMNS = [
  { key: 'name', label: 'Pod', sort: (p) => p.name, cell: (p) => p.name },
  {
    key: 'phase',
    label: 'Phase',
    sort: (p) => p.phase,
    cell: (p) =>
      html`<span class="badge ${PHASES[p.phase][0]}">${icon(PHASES[p.phase][1])}${p.phase.toLowerCase()}</span>`,
  },
  {
    key: 'why',
    label: 'Reason',
    wrap: true,
    cell: (p) => (p.phase === 'RUNNING' && p.why === null ? html`${SILENT} ${exit(p)}` : trouble(p)),
  },
  { key: 'restarts', label: 'Restarts', num: true, sort: (p) => p.restarts, cell: (p) => p.restarts },
  { key: 'node', label: 'Node', sort: (p) => p.node, cell: (p) => p.node ?? DASH },
  {
    key: 'age',
    label: 'Age',
    num: true,
    sort: (p) => (p.createdAt === null ? null : -Date.parse(p.createdAt)),
    cell: (p) => (p.createdAt === null ? DASH : clock((Date.now() - Date.parse(p.createdAt)) / 1000)),
  },
];
/** @param {Api.Pod} pod */
export const podName = (pod) => pod.name;
