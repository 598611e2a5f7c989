import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { api } from '../api.js';
import { moment } from '../format.js';
import { live, LiveController } from '../live.js';
import { session, SessionController } from '../session.js';
import { ask } from './dialog.js';
import { attempt } from './notice.js';

/** Asks, and then stops all load. */
export async function stopAll() {
  const sure = await ask({
    title: 'Stop all load?',
    text:
      'Every run stops now, without waiting for messages in flight, and queued runs are cancelled. ' +
      'Nothing starts, not even by sweeps and schedules, until load is allowed again.',
    action: 'Stop all load',
  });
  if (sure) await attempt(() => api.stopAll());
}

/** A banner that is visible while all load is stopped. */
class LoadStopBanner extends LitElement {
  static styles = [
    base,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.4rem 1rem;
        padding: 0.6rem clamp(0.9rem, 1.6vw, 2.25rem);
        border-bottom: 1px solid var(--rule-2);
        border-left: 4px solid var(--bad);
      }
    `,
  ];

  constructor() {
    super();
    new LiveController(this);
    new SessionController(this);
  }

  async #allow() {
    const sure = await ask({
      title: 'Allow load again?',
      text: 'Runs can be started again. This starts none itself, but sweeps continue with their next run.',
      action: 'Allow load',
    });
    if (sure) await attempt(() => api.allowLoad());
  }

  render() {
    const stop = live.tick?.loadStop;
    return html`<div role="status" data-testid="load-stop" ?hidden=${!stop?.stopped}>
      ${
        stop?.stopped
          ? html`<span
                >${icon('stop')} <strong>All load is stopped</strong>${
                  stop.since ? html` since ${moment(stop.since)}` : nothing
                }.
                No run starts until load is allowed again.</span
              >
              <span class="spacer"></span>
              <button data-testid="allow-load" ?hidden=${!session.mayOperate} @click=${this.#allow}>Allow load</button>`
          : nothing
      }
    </div>`;
  }
}
customElements.define('lt-load-stop', LoadStopBanner);
