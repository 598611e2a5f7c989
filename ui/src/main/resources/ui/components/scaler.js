import { LitElement, css, html, nothing } from 'lit';
import { live as sync } from 'lit/directives/live.js';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { api } from '../api.js';
import { counted } from '../format.js';
import { live } from '../live.js';
import { session, SessionController } from '../session.js';
import { commandFor, parseReplicas, takesFromARun } from '../scaling.js';
import { ask } from './dialog.js';
import { attempt } from './notice.js';

/** @type {Api.Replicas} */
const NONE = { runner: 'STATIC', desired: null, max: 0, canScale: false, problems: [], command: null };

/** Requests a worker count, or shows the command for it. Fires `scaled` with the fleet returned by the controller. */
class Scaler extends LitElement {
  static properties = {
    replicas: { attribute: false },
    up: { attribute: false },
    text: { state: true },
    busy: { state: true },
    copied: { state: true },
  };

  static styles = [
    base,
    css`
      form {
        display: flex;
        align-items: center;
        width: max-content;
      }
      form > * {
        border-radius: 0;
        margin-left: -1px;
      }
      form > :first-child {
        border-radius: 3px 0 0 3px;
      }
      form > :last-child {
        border-radius: 0 3px 3px 0;
      }
      form > :focus-visible {
        position: relative;
        z-index: 1;
      }
      input {
        width: 4.6rem;
        text-align: right;
      }
      button.step {
        width: 2.4rem;
        padding: 0;
        font-size: 1.1rem;
      }
      .by-hand {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
        max-width: 100%;
      }
      .command {
        display: flex;
        align-items: center;
        min-width: 0;
        background: var(--sunk);
        border-left: 3px solid var(--rule-2);
      }
      .command code {
        padding: 0.42rem 0.3rem 0.42rem 0.7rem;
        overflow-wrap: anywhere;
        user-select: all;
      }
    `,
  ];

  constructor() {
    super();
    new SessionController(this);
    /** @type {Api.Replicas} */
    this.replicas = NONE;
    this.up = 0;
    /** @type {string | null} the typed number that has not been requested yet; null shows the last requested number */
    this.text = null;
    this.busy = false;
    this.copied = '';
  }

  #now() {
    return this.replicas.desired ?? this.up;
  }

  #wanted() {
    return this.text === null ? this.#now() : parseReplicas(this.text, this.replicas.max);
  }

  /** @param {number} by */
  #step(by) {
    const next = Math.min(this.replicas.max, Math.max(0, (this.#wanted() ?? this.#now()) + by));
    this.text = String(next);
    this.copied = '';
  }

  /** @param {On<HTMLInputElement>} event */
  #typed(event) {
    this.text = event.target.value;
    this.copied = '';
  }

  /** @param {SubmitEvent} event */
  async #scale(event) {
    event.preventDefault();
    const wanted = this.#wanted();
    if (wanted === null || !this.replicas.canScale) return;
    const sure =
      !takesFromARun(wanted, Math.max(this.up, this.#now()), live.tick?.active ?? []) ||
      (await ask({
        title: `Scale down to ${counted(wanted, 'worker')}?`,
        text:
          wanted === 0
            ? 'A run is active. It will wait until workers are up again.'
            : 'A run is active. Departing workers hand over their shards first.',
        action: 'Scale down',
      }));
    if (!sure) return;
    this.busy = true;
    const fleet = await attempt(() => api.scale(wanted));
    this.busy = false;
    if (fleet === undefined) return;
    this.text = null;
    this.dispatchEvent(new CustomEvent('scaled', { detail: fleet }));
  }

  /** @param {string} command */
  async #copy(command) {
    try {
      await navigator.clipboard.writeText(command);
      this.copied = 'Copied';
    } catch {
      // without a secure origin, the browser denies access to the clipboard, so the user has to copy with the keyboard
      const code = this.renderRoot.querySelector('.command code');
      if (code) getSelection()?.selectAllChildren(code);
      this.copied = 'Selected';
    }
  }

  /** @param {Content} button */
  #stepper(button) {
    const wanted = this.#wanted();
    return html`<form novalidate @submit=${this.#scale} aria-label="Number of workers">
      <button
        type="button"
        class="step"
        aria-label="One worker fewer"
        ?disabled=${wanted === 0}
        @click=${() => this.#step(-1)}
      >
        −
      </button>
      <input
        name="replicas"
        inputmode="numeric"
        autocomplete="off"
        aria-label="Workers"
        data-testid="replicas"
        aria-invalid=${String(wanted === null)}
        title="0 to ${this.replicas.max}"
        .value=${sync(this.text ?? String(this.#now()))}
        @input=${this.#typed}
      />
      <button
        type="button"
        class="step"
        aria-label="One worker more"
        ?disabled=${wanted === this.replicas.max}
        @click=${() => this.#step(1)}
      >
        +
      </button>
      ${button}
    </form>`;
  }

  /** @param {string} command */
  #byHand(command) {
    return html`<div class="by-hand">
      ${this.#stepper(nothing)}
      <div class="command">
        <code data-testid="command">${command}</code
        ><button type="button" class="plain" @click=${() => this.#copy(command)}>
          ${icon('copy')}<span role="status">${this.copied || 'Copy'}</span>
        </button>
      </div>
    </div>`;
  }

  render() {
    const { canScale, command, desired } = this.replicas;
    const wanted = this.#wanted();
    if (!session.mayOperate) return nothing;
    if (!canScale) return command === null ? nothing : this.#byHand(commandFor(command, wanted ?? this.#now()));
    // requesting the same number again replaces workers that have crashed
    const same = wanted === desired && this.up >= (desired ?? 0);
    return this.#stepper(
      html`<button class="primary" data-testid="scale" ?disabled=${this.busy || wanted === null || same}>
        ${this.busy ? 'Scaling' : 'Scale'}
      </button>`,
    );
  }
}
customElements.define('lt-scaler', Scaler);
