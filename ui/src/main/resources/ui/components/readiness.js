import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { api } from '../api.js';

const PERIOD_MILLIS = 5000;

/**
 * Shown when the controller responds but is not ready, usually because Kafka is unreachable. Its data is then out of date.
 */
class Readiness extends LitElement {
  static properties = { reason: { state: true } };

  static styles = [
    base,
    css`
      p {
        display: flex;
        gap: 0.6rem;
        align-items: baseline;
        padding: 0.6rem clamp(0.9rem, 1.6vw, 2.25rem);
        color: var(--bad);
        background: var(--bad-wash);
        border-bottom: 1px solid var(--bad);
      }
      svg.icon {
        translate: 0 0.12em;
      }
    `,
  ];

  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer = undefined;

  constructor() {
    super();
    /** @type {string | null} */
    this.reason = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#ask();
    this.#timer = setInterval(() => document.hidden || this.#ask(), PERIOD_MILLIS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  async #ask() {
    this.reason = await api.notReady();
  }

  render() {
    return this.reason
      ? html`<p role="alert">
          ${icon('warning')}<span><strong>The controller is not ready.</strong> ${this.reason}</span>
        </p>`
      : nothing;
  }
}
customElements.define('lt-readiness', Readiness);
