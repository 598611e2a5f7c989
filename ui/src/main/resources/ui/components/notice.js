import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';

const SHOWN_MILLIS = 9000;

/** The error of the last action, shown near the bottom until it is closed or expires. */
class Notice extends LitElement {
  static properties = { message: { state: true } };

  static styles = [
    base,
    css`
      :host {
        position: fixed;
        inset: auto 1rem 1rem auto;
        z-index: 10;
        max-width: min(34rem, calc(100vw - 2rem));
      }
      div {
        display: flex;
        gap: 0.8rem;
        align-items: start;
        padding: 0.8rem 0.6rem 0.8rem 1rem;
        color: var(--ink);
        background: var(--sheet);
        border: 1px solid var(--bad);
        border-left-width: 4px;
        border-radius: 3px;
      }
      strong {
        display: block;
      }
      button {
        margin: -0.3rem 0;
      }
    `,
  ];

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;

  constructor() {
    super();
    /** @type {{ title: string, detail: string } | null} */
    this.message = null;
  }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('notice', this.#show);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('notice', this.#show);
  }

  #show = (/** @type {Event} */ event) => {
    this.message = /** @type {CustomEvent} */ (event).detail;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.message = null), SHOWN_MILLIS);
  };

  render() {
    return html`<div role="alert" ?hidden=${!this.message}>
      ${this.message ? html`<span><strong>${this.message.title}</strong>${this.message.detail}</span>` : nothing}
      <button class="plain" aria-label="Close" @click=${() => (this.message = null)}>${icon('cross')}</button>
    </div>`;
  }
}
customElements.define('lt-notice', Notice);

/**
 * Runs an API action. A failure is shown as a notice, and the result is then undefined.
 * @template T
 * @param {() => Promise<T>} action
 * @returns {Promise<T | undefined>}
 */
export async function attempt(action) {
  try {
    return await action();
  } catch (problem) {
    notify(problem.title ?? 'The action failed', problem.detail ?? problem.message);
    return undefined;
  }
}

/**
 * Shows why an action failed.
 * @param {string} title
 * @param {string} detail
 */
export function notify(title, detail) {
  window.dispatchEvent(new CustomEvent('notice', { detail: { title, detail } }));
}
