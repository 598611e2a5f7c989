import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { api } from '../api.js';
import { baselineSide, compareHref } from '../compare.js';
import { ago, counted, moment } from '../format.js';
import { hasEnded } from '../phases.js';
import { session, SessionController } from '../session.js';
import { ask } from './dialog.js';
import { attempt } from './notice.js';
import { verdictBadge } from './parts.js';

const SAME_NAME_MAX = 8;
const READ_MAX = 100;
/** A baseline's name, as a `pattern`, which has the flag v: a hyphen in a class needs a backslash. */
const NAME = String.raw`[A-Za-z0-9._\-]+`;

/** Compares an ended run with a baseline or another run, and sets or deletes baselines. */
class CompareWith extends LitElement {
  static properties = {
    runId: {},
    name: {},
    baselines: { state: true },
    others: { state: true },
    problem: { state: true },
    done: { state: true },
  };

  static styles = [
    base,
    css`
      :host {
        display: inline-flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
      }
      dialog {
        width: min(40rem, calc(100vw - 2rem));
        padding: 1.2rem 1.4rem;
        color: var(--ink);
        background: var(--sheet);
        border: 1px solid var(--rule-2);
        border-radius: 4px;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 0.45);
      }
      h3 {
        margin: 1.1rem 0 0.2rem;
        font-size: 0.92rem;
        font-weight: 600;
        color: var(--ink-2);
      }
      ul {
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        gap: 0.1rem 0.8rem;
        align-items: center;
        padding: 0.3rem 0;
        border-bottom: 1px solid var(--rule);
      }
      li a {
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
        align-items: center;
      }
      form input {
        flex: 1 1 10rem;
        width: auto;
      }
      .end {
        justify-content: flex-end;
        margin-top: 1.2rem;
      }
    `,
  ];

  constructor() {
    super();
    new SessionController(this);
    this.runId = '';
    this.name = '';
    /** @type {Api.Baseline[]} */
    this.baselines = [];
    /** @type {Api.RunSummary[]} */
    this.others = [];
    /** @type {{ title: string, detail: string } | null} */
    this.problem = null;
    this.done = '';
  }

  connectedCallback() {
    super.connectedCallback();
    this.#readBaselines();
  }

  async #readBaselines() {
    const list = await attempt(() => api.baselines());
    if (list) this.baselines = list.baselines;
  }

  /**
   * As `attempt`, but shows a failure in the dialog, which covers notices.
   * @template T
   * @param {() => Promise<T>} action
   * @param {string} [done] what to show if it succeeds
   * @returns {Promise<T | undefined>}
   */
  async #try(action, done = '') {
    this.problem = null;
    this.done = '';
    try {
      const result = await action();
      this.done = done;
      return result;
    } catch (problem) {
      this.problem = { title: problem.title ?? 'The action failed', detail: problem.detail ?? problem.message };
      return undefined;
    }
  }

  async #open() {
    /** @type {HTMLDialogElement} */ (this.renderRoot.querySelector('dialog')).showModal();
    const list = await this.#try(() => api.runs(`?limit=${READ_MAX}&q=${encodeURIComponent(this.name)}`));
    this.others = (list?.runs ?? [])
      .filter(({ id, name, phase }) => id !== this.runId && name === this.name && hasEnded(phase))
      .slice(0, SAME_NAME_MAX);
  }

  /** @param {SubmitEvent} event */
  async #set(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const name = String(new FormData(form).get('name')).trim();
    if (await this.#try(() => api.setBaseline(name, [this.runId]), `This run is now baseline ${name}.`))
      await this.#readBaselines();
  }

  /** @param {Api.Baseline} baseline */
  async #remove({ name, runs }) {
    const sure = await ask({
      title: `Delete baseline ${name}?`,
      text: `Its ${counted(runs.length, 'run')} will be kept, but no longer be protected from deletion.`,
      action: 'Delete',
    });
    if (!sure) return;
    await this.#try(() => api.removeBaseline(name), `Baseline ${name} is deleted.`);
    await this.#readBaselines();
  }

  /** @param {Api.Baseline} baseline */
  #baseline(baseline) {
    const { name, runs, setAt } = baseline;
    const own = runs.includes(this.runId);
    return html`<li>
      ${
        own
          ? html`<strong>baseline ${name}</strong
              ><span class="badge signal" data-testid="own-baseline">${icon('pin')}this run</span>`
          : html`<a href=${compareHref([baselineSide(name), this.runId])}>baseline ${name}</a>`
      }
      <span class="label" title=${runs.join(', ')}>${counted(runs.length, 'run')}, set ${moment(setAt)}</span>
      <span class="spacer"></span>
      <button
        class="plain"
        ?hidden=${!session.mayOperate}
        aria-label="Delete baseline ${name}"
        @click=${() => this.#remove(baseline)}
      >
        ${icon('trash')}Delete
      </button>
    </li>`;
  }

  /** @param {Api.RunSummary} run */
  #other({ id, createdAt, verdict }) {
    return html`<li>
      <a href=${compareHref([id, this.runId])}><code>${id}</code></a>
      <span class="label">${ago(createdAt)}</span>${verdictBadge('validity', verdict.validity)}
    </li>`;
  }

  render() {
    const own = this.baselines.filter(({ runs }) => runs.includes(this.runId));
    return html`${own.map(({ name }) => html`<span class="badge signal">${icon('pin')}baseline ${name}</span>`)}
      <button data-testid="compare-with" @click=${this.#open}>${icon('compare')}Compare</button>
      <dialog aria-labelledby="title">
        <h2 id="title">Compare this run</h2>
        <h3>With a baseline</h3>
        ${
          this.baselines.length > 0
            ? html`<ul>
                ${this.baselines.map((baseline) => this.#baseline(baseline))}
              </ul>`
            : html`<p class="empty">There are no baselines.</p>`
        }
        <h3>With another run of the same name</h3>
        ${
          this.others.length > 0
            ? html`<ul>
                ${this.others.map((run) => this.#other(run))}
              </ul>`
            : html`<p class="empty">There is none.</p>`
        }
        <p><a href="/runs?compare=${encodeURIComponent(this.runId)}">Select other runs in the list</a></p>
        <h3 ?hidden=${!session.mayOperate}>Set this run as a baseline</h3>
        <form ?hidden=${!session.mayOperate} @submit=${this.#set}>
          <input
            name="name"
            aria-label="Name of the baseline"
            required
            maxlength="50"
            pattern=${NAME}
            title="Letters, digits, dots, underscores and hyphens"
            .value=${'main'}
            autocomplete="off"
          /><button>${icon('pin')}Set baseline</button>
        </form>
        ${
          this.problem
            ? html`<div class="error" role="alert" data-testid="baseline-problem">
                <strong>${this.problem.title}</strong> ${this.problem.detail}
              </div>`
            : nothing
        }
        <p class="label" role="status">${this.done}</p>
        ${this.baselines.length > 0 && session.mayOperate ? html`<p class="label">A baseline of the same name is replaced.</p>` : nothing}
        <form method="dialog" class="end"><button>Close</button></form>
      </dialog>`;
  }
}
customElements.define('lt-compare-with', CompareWith);
