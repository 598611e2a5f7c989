import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { api } from '../api.js';
import { bytes, clock, cores, micros, percent, three } from '../format.js';
import { q } from '../components/parts.js';
import '../components/table.js';

const REFRESH_MILLIS = 2000;
const STATES = { READY: ['good', 'check'], BUSY: ['signal', 'play'], SUSPECT: ['warn', 'warning'], LOST: ['bad', 'cross'] };

const share = (part, whole) => (part === null ? null : part / whole);

const COLUMNS = [
  { key: 'name', label: 'Worker', sort: (w) => w.name, cell: (w) => html`<span title=${w.id}>${w.name}</span>` },
  { key: 'state', label: 'State', sort: (w) => w.state, cell: (w) => html`<span class="badge ${STATES[w.state][0]}">${icon(STATES[w.state][1])}${w.state.toLowerCase()}</span>` },
  { key: 'host', label: 'Host', sort: (w) => w.host, cell: (w) => w.host },
  { key: 'run', label: 'Run', sort: (w) => w.run, cell: (w) => (w.run ? html`<a href="/runs/${w.run}"><code>${w.run}</code></a>` : '–') },
  { key: 'shards', label: 'Shards', num: true, sort: (w) => w.shards, cell: (w) => w.shards },
  { key: 'cpu', label: 'CPU of limit', num: true, title: 'cores used in the last second, of those it may use', sort: (w) => share(w.cpu, w.cpuLimit), cell: (w) => html`<span title="${w.cpu ?? 'not measured'} of ${w.cpuLimit} cores">${q(percent(share(w.cpu, w.cpuLimit), 0))}<span class="faint"> of ${q(cores(w.cpuLimit))}</span></span>` },
  { key: 'heap', label: 'Heap', num: true, sort: (w) => share(w.heapUsed, w.heapMax), cell: (w) => html`${q(bytes(w.heapUsed))}<span class="faint"> of ${q(bytes(w.heapMax))}</span>` },
  { key: 'gc', label: 'GC pauses', num: true, title: 'since its start', sort: (w) => w.gcSeconds, cell: (w) => q(micros(w.gcSeconds * 1e6)) },
  { key: 'clock', label: 'Clock offset', num: true, title: "the broker's clock minus its own", sort: (w) => w.clockOffset, cell: (w) => html`${q(micros(w.clockOffset))}${w.clockUncertainty === null ? nothing : html`<span class="faint"> ± ${q(micros(w.clockUncertainty))}</span>`}` },
  { key: 'seen', label: 'Last seen', num: true, sort: (w) => w.lastSeenSeconds, cell: (w) => html`<span class=${w.lastSeenSeconds > 3 ? 'warn' : ''}>${three(w.lastSeenSeconds)}<span class="unit">s ago</span></span>` },
  { key: 'age', label: 'Up for', num: true, sort: (w) => w.uptimeSeconds, cell: (w) => clock(w.uptimeSeconds) },
  { key: 'version', label: 'Version', sort: (w) => w.version, cell: (w) => w.version },
];

class FleetPage extends LitElement {
  static properties = { fleet: { state: true }, problem: { state: true } };

  static styles = [base, css`
    dl { display: flex; flex-wrap: wrap; gap: 0 2.5rem; margin: 1rem 0 1.4rem; }
    dt { color: var(--ink-2); font-size: 0.86rem; }
    dd { font-size: clamp(2rem, 3.2vw, 3.6rem); line-height: 1.1; font-weight: 600; letter-spacing: -0.03em; }
    .note { margin-top: 1rem; }
    lt-table { margin-top: 0.5rem; }
  `];

  #timer = 0;

  connectedCallback() {
    super.connectedCallback();
    this.#read();
    this.#timer = setInterval(() => document.hidden || this.#read(), REFRESH_MILLIS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  async #read() {
    try {
      this.fleet = await api.fleet();
      this.problem = null;
    } catch (problem) {
      this.problem = problem;
    }
  }

  #counts({ ready, busy, suspect, lost }) {
    return html`<dl>${[['ready', ready, 'good'], ['busy', busy, 'signal'], ['suspect', suspect, 'warn'], ['lost', lost, 'bad']].map(([word, number, tone]) => html`<div><dt>${word}</dt><dd class=${number > 0 && tone !== 'signal' ? tone : ''}>${number}</dd></div>`)}</dl>`;
  }

  render() {
    return html`<div class="page"><h1>Fleet</h1>
      ${this.problem ? html`<div class="error" role="alert"><strong>${this.problem.title}</strong> ${this.problem.detail}</div>` : nothing}
      ${this.fleet ? this.#counts(this.fleet) : nothing}
      ${this.fleet?.workers.length === 0 ? html`<p class="note">The controller hears no worker. Start some: they need only the address of Kafka, and appear here by themselves.</p>` : nothing}
      ${this.fleet && this.fleet.workers.length > 0 ? html`<lt-table caption="Workers" .columns=${COLUMNS} .rows=${this.fleet.workers}></lt-table>` : nothing}
    </div>`;
  }
}
customElements.define('lt-fleet-page', FleetPage);
