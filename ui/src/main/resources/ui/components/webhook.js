import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { api } from '../api.js';
import { ago, exactly, moment } from '../format.js';
import { session, SessionController } from '../session.js';
import { attempt } from './notice.js';

/** The webhook that is notified of the ends of runs, with its last message and a test button. */
class Webhook extends LitElement {
  static properties = { webhook: { state: true }, sending: { state: true } };

  static styles = [
    base,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6rem 1rem;
        align-items: center;
        margin-top: 0.6rem;
      }
      .badge {
        white-space: normal;
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    new SessionController(this);
    /** @type {Api.Webhook | null} */
    this.webhook = null;
    this.sending = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#read();
  }

  async #read() {
    await attempt(async () => {
      this.webhook = await api.webhook();
    });
  }

  async #test() {
    this.sending = true;
    await attempt(() => api.testWebhook());
    await this.#read();
    this.sending = false;
  }

  /** @param {Api.WebhookAttempt} last */
  #last({ at, type, status, error }) {
    const when = html`<span title=${moment(at)}>${ago(at)}</span>`;
    return error === null
      ? html`<span class="badge good">${icon('check')}${type}: delivered (HTTP ${status})</span> ${when}`
      : html`<span class="badge warn">${icon('warning')}${type}: ${error}</span> ${when}`;
  }

  /** @param {Api.Webhook} webhook */
  #facts({ host, signed, pending, last }) {
    if (host === null) {
      return html`<p class="note">
        No webhook is notified when runs end. Set <code>WEBHOOK_URL</code> of the controller.
      </p>`;
    }
    return html`<p>
        The ends of runs and sweeps are reported to <code>${host}</code>, ${signed ? 'signed' : 'unsigned'}.
        ${pending > 0 ? html`Undelivered: ${exactly(pending)}.` : nothing}
      </p>
      <div class="row">
        <button ?hidden=${!session.mayOperate} ?disabled=${this.sending} @click=${this.#test}>
          Send a test message
        </button>
        <span role="status">${last ? this.#last(last) : nothing}</span>
      </div>`;
  }

  render() {
    return html`<section class="section">
      <h2>Notifications</h2>
      ${this.webhook ? this.#facts(this.webhook) : nothing}
    </section>`;
  }
}
customElements.define('lt-webhook', Webhook);
