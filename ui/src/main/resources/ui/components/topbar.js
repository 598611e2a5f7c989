import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { api } from '../api.js';
import { live, LiveController } from '../live.js';
import { session, SessionController } from '../session.js';
import { clock } from '../format.js';
import { ask } from './dialog.js';
import { stopAll } from './load-stop.js';
import { attempt } from './notice.js';
import { isSending } from '../phases.js';
import { phaseChip } from './parts.js';

/** @typedef {'auto' | 'light' | 'dark'} Theme */

/** @type {Record<Theme, Theme>} */
const THEMES = { auto: 'light', light: 'dark', dark: 'auto' };
/** @type {Record<typeof live.connection.state, import('./parts.js').Look>} */
const CONNECTION = {
  connecting: ['none', 'dots'],
  live: ['good', 'live'],
  reconnecting: ['warn', 'broken'],
  stale: ['bad', 'warning'],
};

/** The bar that is always visible. It shows the cluster, the workers, the active run, and whether the data is up to date. */
class Topbar extends LitElement {
  static styles = [
    base,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.3rem 1.5rem;
        min-height: 3.4rem;
        padding: 0.45rem clamp(0.9rem, 1.6vw, 2.25rem);
        border-bottom: 1px solid var(--rule-2);
        background: var(--sheet);
      }
      .cluster {
        min-width: 0;
        max-width: 26rem;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        text-decoration: none;
        font-weight: 600;
      }
      .fleet {
        text-decoration: none;
        white-space: nowrap;
        color: var(--ink-2);
      }
      .fleet:hover,
      .cluster:hover {
        text-decoration: underline;
      }
      .active {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        min-width: 0;
      }
      .active a {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        font-weight: 550;
        max-width: 18rem;
      }
      .active button {
        min-height: 1.9rem;
        padding: 0 0.6rem;
      }
      .end {
        display: flex;
        align-items: center;
        gap: 0.3rem;
        margin-left: auto;
      }
      @media (max-width: 60rem) {
        :host {
          gap: 0.3rem 0.9rem;
        }
        .cluster {
          flex: 1 1 10rem;
        }
        .fleet,
        .active {
          order: 2;
        }
        /* on a separate row if there is no room next to the others */
        .active {
          flex: 1 1 12rem;
        }
        .active .spacer {
          flex: 1;
        }
        .active .badge {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    new LiveController(this);
    new SessionController(this);
  }

  get #chosen() {
    return /** @type {Theme} */ (document.documentElement.dataset.theme ?? 'auto');
  }

  #theme() {
    const root = document.documentElement;
    const next = THEMES[this.#chosen];
    if (next === 'auto') {
      delete root.dataset.theme;
      localStorage.removeItem('theme');
    } else {
      root.dataset.theme = next;
      localStorage.setItem('theme', next);
    }
    window.dispatchEvent(new Event('theme'));
    this.requestUpdate();
  }

  /** @param {Api.RunSummary} run */
  async #stop(run) {
    const sure = await ask({
      title: `Stop ${run.name || run.id}?`,
      text: 'This ends the load now. In-flight messages are flushed and reported.',
      action: 'Stop the run',
    });
    if (sure) await attempt(() => api.stop(run.id));
  }

  /** @param {Api.FleetCounts} fleet */
  #fleet({ ready, busy, suspect, lost }) {
    /** @type {[number: number, word: string, tone: string][]} */
    const counts = [
      [ready, 'ready', ''],
      [busy, 'busy', ''],
      [suspect, 'suspect', 'warn'],
      [lost, 'lost', 'bad'],
    ];
    const parts = counts.filter(([number, word]) => number > 0 || (word === 'ready' && busy === 0));
    return html`<a class="fleet" href="/fleet" aria-label="Fleet" data-testid="fleet"
      >${icon('fleet')}
      ${parts.map(
        ([number, word, tone], at) => html`${at > 0 ? ' · ' : ''}<span class=${tone}>${number} ${word}</span>`,
      )}</a
    >`;
  }

  /** @param {Api.RunSummary[]} runs */
  #active(runs) {
    const run = runs.find(({ phase }) => isSending(phase)) ?? runs[0];
    if (!run) return nothing;
    return html`<div class="active">
      ${phaseChip(run.phase)}<a href="/runs/${run.id}">${run.name || run.id}</a
      >${runs.length > 1 ? html`<a href="/runs" class="faint">+${runs.length - 1}</a>` : nothing}
      <span class="spacer"></span
      ><button
        class="danger"
        data-testid="stop-active"
        aria-label="Stop ${run.name || run.id}"
        ?hidden=${!session.mayOperate}
        ?disabled=${run.phase === 'DRAINING'}
        @click=${() => this.#stop(run)}
      >
        ${icon('stop')}Stop
      </button>
    </div>`;
  }

  #connection() {
    const { state, seconds } = live.connection;
    const [tone, shape] = CONNECTION[state];
    return html`<span
      class="badge ${tone}"
      role="status"
      data-testid="connection"
      title=${state === 'stale' ? 'The connection is open, but no data has arrived for a while' : 'Live data stream'}
      >${icon(shape)}${state}${
        state === 'live' || state === 'connecting' ? nothing : html`<span aria-hidden="true">${clock(seconds)}</span>`
      }</span
    >`;
  }

  #user() {
    const { auth, user, role } = session.view ?? { auth: 'none', user: null, role: null };
    if (user === null) return nothing;
    return html`<span class="faint" data-testid="user">${user}${role === 'view' ? ' · view only' : ''}</span> ${
        auth === 'token'
          ? html`<button class="plain" data-testid="sign-out" @click=${() => session.signOut()}>Sign out</button>`
          : nothing
      }`;
  }

  render() {
    const tick = live.tick;
    const theme = this.#chosen;
    return html` ${
        tick
          ? html`<a class="cluster" href="/cluster" title="Cluster under test: ${tick.cluster}">${tick.cluster}</a
              >${this.#fleet(tick.fleet)}${this.#active(tick.active)}`
          : nothing
      }
      <span class="end"
        >${this.#user()} ${this.#connection()}
        ${
          tick && !tick.loadStop.stopped && session.mayOperate
            ? html`<button class="danger" title="Stop every run at once" data-testid="stop-all" @click=${stopAll}>
                Stop all load
              </button>`
            : nothing
        }
        <button
          class="plain"
          title="Theme: ${theme}"
          aria-label="Theme: ${theme}. Change theme"
          data-testid="theme"
          @click=${this.#theme}
        >
          ${icon(theme)}
        </button>
        <button
          class="plain"
          title="Keyboard shortcuts (?)"
          aria-label="Keyboard shortcuts"
          @click=${() => this.dispatchEvent(new Event('help'))}
        >
          ${icon('help')}
        </button></span
      >`;
  }
}
customElements.define('lt-topbar', Topbar);
