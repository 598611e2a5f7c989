import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { live } from '../live.js';
import { hasEnded } from '../phases.js';
import { ending } from '../figures.js';
import { notify } from './notice.js';

/** A button that requests a desktop notification for the end of the run on this page, while the page is open. */
class DesktopNotice extends LitElement {
  static properties = { run: { attribute: false }, wanted: { state: true } };

  static styles = [
    base,
    css`
      button[aria-pressed='true'] {
        border-color: var(--signal);
        color: var(--signal);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Api.Run | null} */
    this.run = null;
    this.wanted = false;
  }

  connectedCallback() {
    super.connectedCallback();
    live.addEventListener('received', this.#received);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    live.removeEventListener('received', this.#received);
  }

  /** @param {import('lit').PropertyValues<this>} changed */
  willUpdate(changed) {
    const before = changed.get('run');
    if (before && before.id !== this.run?.id) this.wanted = false;
  }

  #received = () => {
    const { run } = live;
    if (!this.wanted || !run || run.id !== this.run?.id || !hasEnded(run.phase)) return;
    this.wanted = false;
    const { title, body } = ending(run);
    const shown = new Notification(title, { body, tag: run.id });
    shown.addEventListener('click', () => {
      window.focus();
      shown.close();
    });
  };

  async #toggle() {
    if (this.wanted) {
      this.wanted = false;
      return;
    }
    this.wanted = (await Notification.requestPermission()) === 'granted';
    if (!this.wanted) {
      notify(
        'No notifications',
        'The browser does not allow this page to show them. Change its settings for this site.',
      );
    }
  }

  render() {
    // browsers offer notifications only to pages from a secure origin, such as https or localhost
    if (!('Notification' in window) || !window.isSecureContext || !this.run || hasEnded(this.run.phase)) return nothing;
    return html`<button
      data-testid="desktop-notice"
      aria-pressed=${this.wanted}
      title="Show a desktop notification when the run ends, while this page is open"
      @click=${this.#toggle}
    >
      ${icon('bell')}Notify me
    </button>`;
  }
}
customElements.define('lt-desktop-notice', DesktopNotice);
