import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { api } from '../api.js';
import { ago, exactly, moment } from '../format.js';
import '../components/table.js';

const REFRESH_MILLIS = 5000;

/** @type {Column<Api.SweepSummary>[]} */
const COLUMNS = [
  { key: 'name', label: 'Sweep', sort: (s) => s.name, cell: (s) => html`<a href="/sweeps/${s.id}">${s.name}</a>` },
  { key: 'id', label: 'Id', sort: (s) => s.id, cell: (s) => html`<code>${s.id}</code>` },
  { key: 'phase', label: 'Phase', sort: (s) => s.phase, cell: (s) => s.phase.toLowerCase() },
  { key: 'keys', label: 'Keys', wrap: true, cell: (s) => s.keys.join(', ') },
  { key: 'cells', label: 'Cells', num: true, sort: (s) => s.cellCount, cell: (s) => exactly(s.cellCount) },
  {
    key: 'runs',
    label: 'Runs started',
    num: true,
    sort: (s) => s.started,
    cell: (s) => `${exactly(s.started)} of ${exactly(s.runs)}`,
  },
  {
    key: 'created',
    label: 'Created',
    num: true,
    sort: (s) => s.createdAt,
    cell: (s) => html`<span title=${moment(s.createdAt)}>${ago(s.createdAt)}</span>`,
  },
];

/** The list of sweeps, newest first. */
class SweepsPage extends LitElement {
  static properties = { list: { state: true }, problem: { state: true } };

  static styles = [
    base,
    css`
      lt-table {
        margin-top: 1rem;
      }
      .note,
      .links {
        margin: 0.6rem 0;
      }
    `,
  ];

  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer = undefined;

  constructor() {
    super();
    /** @type {Api.SweepList | null} */
    this.list = null;
    /** @type {Problem | null} */
    this.problem = null;
  }

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
      this.list = await api.sweeps();
      this.problem = null;
    } catch (problem) {
      this.problem = problem;
    }
  }

  render() {
    return html`<div class="page">
      <h1>Sweeps</h1>
      ${
        this.problem
          ? html`<div class="error" role="alert"><strong>${this.problem.title}</strong> ${this.problem.detail}</div>`
          : nothing
      }
      ${
        this.list === null
          ? nothing
          : this.list.sweeps.length === 0
            ? html`<p class="note">
                No sweeps yet. Start one with
                <code>loadtester sweep --duration 1m --vary producer.acks=1,all --controller ${location.origin}</code>.
              </p>`
            : html`<lt-table caption="Sweeps, newest first" .columns=${COLUMNS} .rows=${this.list.sweeps}></lt-table>`
      }
      <p class="links"><a href="/runs">All runs</a></p>
    </div>`;
  }
}
customElements.define('lt-sweeps-page', SweepsPage);
