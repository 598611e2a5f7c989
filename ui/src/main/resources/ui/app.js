import { LitElement, css, html, nothing } from 'lit';
import { base } from './styles.js';
import { icon } from './icons.js';
import { live } from './live.js';
import { interceptLinks, navigate, parse } from './router.js';
import { session, SessionController } from './session.js';
import { SHORTCUTS } from './shortcuts.js';
import './components/access.js';
import './components/notice.js';
import './components/topbar.js';
import './components/load-stop.js';
import './components/help.js';
import './components/readiness.js';
import './components/sign-in.js';

// A page's modules are loaded when it is first shown.
/** @type {Record<import('./router.js').Page, { load: () => Promise<unknown>, title: string, view: (id: string | null) => Content }>} */
const PAGES = {
  runs: { load: () => import('./pages/runs.js'), title: 'Runs', view: () => html`<lt-runs-page></lt-runs-page>` },
  new: {
    load: () => import('./pages/new-run.js'),
    title: 'New run',
    view: () => html`<lt-new-run-page></lt-new-run-page>`,
  },
  run: {
    load: () => import('./pages/run.js'),
    title: 'Run',
    view: (id) => html`<lt-run-page .runId=${id}></lt-run-page>`,
  },
  report: {
    load: () => import('./pages/report.js'),
    title: 'Report',
    view: (id) => html`<lt-report-page .runId=${id}></lt-report-page>`,
  },
  compare: {
    load: () => import('./pages/compare.js'),
    title: 'Compare runs',
    view: () => html`<lt-compare-page></lt-compare-page>`,
  },
  sweeps: {
    load: () => import('./pages/sweeps.js'),
    title: 'Sweeps',
    view: () => html`<lt-sweeps-page></lt-sweeps-page>`,
  },
  sweep: {
    load: () => import('./pages/sweep.js'),
    title: 'Sweep',
    view: (id) => html`<lt-sweep-page .sweepId=${id}></lt-sweep-page>`,
  },
  schedules: {
    load: () => import('./pages/schedules.js'),
    title: 'Schedules',
    view: () => html`<lt-schedules-page></lt-schedules-page>`,
  },
  fleet: { load: () => import('./pages/fleet.js'), title: 'Fleet', view: () => html`<lt-fleet-page></lt-fleet-page>` },
  cluster: {
    load: () => import('./pages/cluster.js'),
    title: 'Cluster',
    view: () => html`<lt-cluster-page></lt-cluster-page>`,
  },
  missing: {
    load: async () => {},
    title: 'Not found',
    view: () =>
      html`<div class="page">
        <h1>No such page</h1>
        <p class="missing"><a href="/runs">All runs</a></p>
      </div>`,
  },
};
/** @type {{ href: string, pages: import('./router.js').Page[], label: string, shape: import('./icons.js').Shape }[]} */
const RAIL = [
  {
    href: '/runs',
    pages: ['runs', 'run', 'report', 'compare', 'sweeps', 'sweep', 'schedules'],
    label: 'Runs',
    shape: 'runs',
  },
  { href: '/runs/new', pages: ['new'], label: 'New run', shape: 'plus' },
  { href: '/fleet', pages: ['fleet'], label: 'Fleet', shape: 'fleet' },
  { href: '/cluster', pages: ['cluster'], label: 'Cluster', shape: 'cluster' },
];
const SECOND_KEY_MILLIS = 1200;

class App extends LitElement {
  static properties = { route: { state: true } };

  static styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template: auto 1fr / var(--rail-width) minmax(0, 1fr);
        min-height: 100vh;
      }
      nav {
        grid-row: 1 / -1;
        background: var(--rail);
      }
      nav ul {
        position: sticky;
        top: 0;
        list-style: none;
        display: flex;
        flex-direction: column;
      }
      nav a {
        display: flex;
        flex-direction: column;
        align-items: center;
        gap: 0.3rem;
        padding: 0.8rem 0 0.7rem;
        font-size: 0.86rem;
        color: var(--rail-dim);
        text-decoration: none;
        box-shadow: inset 0 0 0 transparent;
      }
      nav a svg.icon {
        width: 1.35rem;
        height: 1.35rem;
      }
      nav a:hover {
        color: var(--rail-ink);
      }
      nav a[aria-current] {
        color: #fff;
        background: rgb(255 255 255 / 0.08);
        box-shadow: inset 3px 0 0 #5fd3c6;
      }
      nav :focus-visible {
        outline-color: #ffae5c;
        outline-offset: -3px;
      }
      .mark {
        display: grid;
        place-items: center;
        height: 3.4rem;
      }
      .mark svg {
        width: 1.9rem;
        height: 1.9rem;
        fill: #5fd3c6;
      }
      header,
      main {
        min-width: 0;
      }
      main:focus {
        outline: none;
      }
      .missing {
        margin-top: 1rem;
      }
      .skip {
        position: absolute;
        left: -999px;
        z-index: 20;
      }
      .skip:focus {
        left: 0.5rem;
        top: 0.5rem;
      }
      @media (max-width: 46rem) {
        :host {
          grid-template: auto 1fr auto / minmax(0, 1fr);
        }
        nav {
          grid-row: 3;
          position: sticky;
          bottom: 0;
          z-index: 5;
        }
        nav ul {
          flex-direction: row;
        }
        nav li {
          flex: 1;
        }
        .mark {
          display: none;
        }
        nav a {
          padding: 0.5rem 0 0.55rem;
        }
        nav a[aria-current] {
          box-shadow: inset 0 3px 0 #5fd3c6;
        }
      }
    `,
  ];

  #firstKeyAt = -Infinity;

  #started = false;

  constructor() {
    super();
    new SessionController(this);
    /** @type {ReturnType<typeof parse> | null} */
    this.route = null;
  }

  connectedCallback() {
    super.connectedCallback();
    interceptLinks(document);
    window.addEventListener('popstate', () => this.#routed());
    window.addEventListener('route', () => this.#routed());
    window.addEventListener('keydown', (event) => this.#key(event));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
      window.dispatchEvent(new Event('theme')),
    );
    session.addEventListener('change', () => this.#enter());
    this.#begin();
  }

  async #begin() {
    await session.read();
    this.#enter();
    await this.#routed();
  }

  /** Starts the stream as soon as the user is signed in. */
  #enter() {
    if (this.#started || session.signedOut) return;
    this.#started = true;
    live.start();
  }

  async #routed() {
    const route = parse(new URL(location.href));
    await PAGES[route.page].load();
    const elsewhere = this.route && (this.route.page !== route.page || this.route.id !== route.id);
    if (!this.route || elsewhere) this.route = route;
    document.title = `${route.id ? `${route.id} · ` : ''}${PAGES[route.page].title} · Kafka load tester`;
    if (!elsewhere) return;
    scrollTo(0, 0);
    await this.updateComplete;
    // so that a screen reader and the Tab key continue from the new page
    this.#main.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const target = /** @type {Element} */ (event.composedPath()[0]);
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
    const second = performance.now() - this.#firstKeyAt < SECOND_KEY_MILLIS;
    this.#firstKeyAt = event.key === 'g' ? performance.now() : -Infinity;
    const shortcut = SHORTCUTS.find(({ keys }) => keys === (second ? `g ${event.key}` : event.key));
    if (shortcut) navigate(shortcut.href);
    else if (event.key === '/') this.#search();
    else if (event.key === '?') this.renderRoot.querySelector('lt-help')?.show();
    else return;
    event.preventDefault();
  }

  #search() {
    if (this.route?.page !== 'runs') navigate('/runs?focus=search');
    else this.renderRoot.querySelector('lt-runs-page')?.search();
  }

  render() {
    if (!this.route) return nothing;
    const { page, id } = this.route;
    return html`<nav aria-label="Main">
        <ul>
          <li class="mark">
            <svg viewBox="0 0 32 32" aria-hidden="true">
              <rect x="5" y="18" width="4" height="9" />
              <rect x="11.5" y="11" width="4" height="16" />
              <rect x="18" y="5" width="4" height="22" />
              <rect x="24.5" y="5" width="4" height="22" opacity=".38" />
            </svg>
          </li>
          ${RAIL.filter(({ pages }) => session.mayOperate || !pages.includes('new')).map(
            (item) =>
              html`<li>
                <a href=${item.href} aria-current=${item.pages.includes(page) ? 'page' : nothing}
                  >${icon(item.shape)}${item.label}</a
                >
              </li>`,
          )}
        </ul>
      </nav>
      <header>
        <button class="skip" @click=${this.#skip}>Skip to the page</button
        ><lt-topbar @help=${() => this.renderRoot.querySelector('lt-help')?.show()}></lt-topbar
        ><lt-readiness></lt-readiness><lt-access></lt-access><lt-load-stop></lt-load-stop>
      </header>
      <main id="main" tabindex="-1">${this.#page(page, id)}</main>
      <lt-help></lt-help><lt-notice></lt-notice>`;
  }

  /**
   * @param {import('./router.js').Page} page
   * @param {string | null} id
   */
  #page(page, id) {
    if (session.signedOut) return html`<lt-sign-in></lt-sign-in>`;
    if (page !== 'new' || session.mayOperate) return PAGES[page].view(id);
    return html`<div class="page">
      <h1>New run</h1>
      <p class="missing">Your role is <strong>view</strong>, which cannot start runs. <a href="/runs">All runs</a></p>
    </div>`;
  }

  get #main() {
    return /** @type {HTMLElement} */ (this.renderRoot.querySelector('main'));
  }

  #skip() {
    this.#main.focus();
  }
}
customElements.define('lt-app', App);
