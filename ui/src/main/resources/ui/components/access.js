import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { session, SessionController } from '../session.js';

const HIDDEN_KEY = 'open-access-hidden';

/** A line that says that anyone can start load, until it is closed. Not shown if only this machine can connect. */
class Access extends LitElement {
  static properties = { closed: { state: true } };

  static styles = [
    base,
    css`
      p {
        display: flex;
        gap: 0.6rem;
        align-items: baseline;
        padding: 0.3rem clamp(0.9rem, 1.6vw, 2.25rem);
        font-size: 0.92rem;
        color: var(--ink-2);
        border-bottom: 1px solid var(--rule-2);
      }
      svg.icon {
        translate: 0 0.12em;
      }
      button {
        margin: -0.3rem 0 -0.3rem auto;
      }
    `,
  ];

  constructor() {
    super();
    new SessionController(this);
    this.closed = localStorage.getItem(HIDDEN_KEY) !== null;
  }

  #hide() {
    localStorage.setItem(HIDDEN_KEY, 'true');
    this.closed = true;
  }

  render() {
    if (this.closed || !session.view?.open) return nothing;
    return html`<p data-testid="open-access">
      ${icon('warning')}<span
        >Without <code>AUTH</code>, anyone who can reach this port can start load. See <em>Security</em> in the
        docs.</span
      ><button class="plain" aria-label="Hide this note" @click=${this.#hide}>${icon('cross')}</button>
    </p>`;
  }
}
customElements.define('lt-access', Access);
