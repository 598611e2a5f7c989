import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { api } from '../api.js';
import { DASH } from '../format.js';
import { POD_COLUMNS, WITHOUT_PODS, WITH_PODS, podName } from './fleet-columns.js';
import '../components/scaler.js';
import '../components/table.js';

const REFRESH_MILLIS = 2000;
/**
 * @template {{ name: string }} T
 * @param {T[]} rows
 */
const byName = (rows) => rows.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));

class FleetPage extends LitElement {
  static properties = { fleet: { state: true }, problem: { state: true } };

  static styles = [
    base,
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 0.4rem 2.5rem;
        margin: 1rem 0 1.4rem;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 0 2.5rem;
      }
      dt {
        color: var(--ink-2);
        font-size: 0.86rem;
      }
      dd {
        font-size: clamp(2rem, 3.2vw, 3.6rem);
        line-height: 1.1;
        font-weight: 600;
        letter-spacing: -0.03em;
      }
      dd.faint {
        font-weight: 400;
      }
      lt-scaler {
        min-width: 0;
        padding-bottom: 0.4rem;
      }
      .note {
        margin: 0 0 0.6rem;
        overflow-wrap: anywhere;
      }
      .note.problem {
        border-left-color: var(--warn);
        background: var(--warn-wash);
        color: var(--ink);
      }
      .problem svg.icon {
        color: var(--warn);
        margin-right: 0.5em;
      }
      lt-table {
        margin-top: 0.5rem;
      }
      @media (max-width: 46rem) {
        dl {
          gap: 0.3rem 1.5rem;
        }
      }
    `,
  ];

  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer = undefined;

  constructor() {
    super();
    /** @type {Api.Fleet | null} */
    this.fleet = null;
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
      this.fleet = await api.fleet();
      this.problem = null;
    } catch (problem) {
      this.problem = problem;
    }
  }

  /** @param {Api.Fleet} fleet */
  #counts({ ready, busy, suspect, lost, replicas }) {
    /** @type {[word: string, number: number | null, tone: string][]} */
    const counts = [
      ['desired', replicas.desired, ''],
      ['ready', ready, 'good'],
      ['busy', busy, ''],
      ['suspect', suspect, 'warn'],
      ['lost', lost, 'bad'],
    ];
    return html`<dl>
      ${counts.map(
        ([word, number, tone]) =>
          html`<div>
            <dt>${word}</dt>
            <dd
              class=${number === null ? 'faint' : number > 0 ? tone : ''}
              data-testid="fleet-${word}"
              title=${number === null ? 'unknown' : nothing}
            >
              ${number ?? DASH}
            </dd>
          </div>`,
      )}
    </dl>`;
  }

  /**
   * Why the worker count cannot be changed: a static fleet is merely noted, but a rejection by Kubernetes is shown as a problem.
   * @param {string} text
   * @param {Api.Replicas['runner']} runner
   */
  #problem(text, runner) {
    return runner === 'STATIC'
      ? html`<p class="note">${text}</p>`
      : html`<p class="note problem">${icon('warning')}${text}</p>`;
  }

  /** @param {Api.Fleet} fleet */
  #fleet(fleet) {
    const { replicas, workers, pods } = fleet;
    const columns = replicas.runner === 'KUBERNETES' ? WITH_PODS : WITHOUT_PODS;
    return html`<div class="head">
        ${this.#counts(fleet)}
        <lt-scaler
          .replicas=${replicas}
          .up=${fleet.ready + fleet.busy + fleet.suspect}
          @scaled=${(/** @type {CustomEvent<Api.Fleet>} */ event) => (this.fleet = event.detail)}
        ></lt-scaler>
      </div>
      <div role="status">${replicas.problems.map((text) => this.#problem(text, replicas.runner))}</div>
      ${
        workers.length === 0
          ? html`<p class="note">No workers are up.</p>`
          : html`<lt-table caption="Workers" .columns=${columns} .rows=${byName(workers)}></lt-table>`
      }
      ${
        pods.length === 0
          ? nothing
          : html`<section class="section">
              <h2>Pods without a heartbeat</h2>
              <lt-table
                caption="Pods without a heartbeat"
                data-testid="pods"
                .columns=${POD_COLUMNS}
                .rows=${byName(pods)}
                .keyOf=${podName}
              ></lt-table>
            </section>`
      }`;
  }

  render() {
    return html`<div class="page">
      <h1>Fleet</h1>
      ${
        this.problem
          ? html`<div class="error" role="alert"><strong>${this.problem.title}</strong> ${this.problem.detail}</div>`
          : nothing
      }
      ${this.fleet ? this.#fleet(this.fleet) : nothing}
    </div>`;
  }
}
customElements.define('lt-fleet-page', FleetPage);
