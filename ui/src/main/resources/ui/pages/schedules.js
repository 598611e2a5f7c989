import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { api } from '../api.js';
import { session } from '../session.js';
import { DASH, ago, exactly, moment } from '../format.js';
import { ask } from '../components/dialog.js';
import { attempt } from '../components/notice.js';
import '../components/table.js';

const REFRESH_MILLIS = 5000;

/** @param {NonNullable<Api.Schedule['lastMissed']>} missed */
function reason({ reason, detail }) {
  switch (reason) {
    case 'NO_CONTROLLER':
      return 'no leading controller, or Kafka did not respond';
    case 'PREVIOUS_RUN_ACTIVE':
      return `${detail ?? 'the previous run'} was still active`;
    case 'REFUSED':
      return `refused: ${detail}`;
  }
}

/** @param {Api.Schedule} schedule */
function missed({ missed, lastMissed }) {
  if (!lastMissed) return exactly(missed);
  return html`${exactly(missed)}, last ${moment(lastMissed.at)}: ${reason(lastMissed)}`;
}

/** @param {Api.Schedule} schedule */
function lastStart({ lastStart }) {
  if (!lastStart) return DASH;
  return html`<a href="/runs/${lastStart.run}" title=${moment(lastStart.at)}>${ago(lastStart.at)}</a>`;
}

/** The list of schedules. */
class SchedulesPage extends LitElement {
  static properties = { list: { state: true }, problem: { state: true } };

  static styles = [
    base,
    css`
      lt-table {
        margin-top: 1rem;
      }
      .note,
      .links {
        margin: 0.6rem 0;
      }
    `,
  ];

  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer = undefined;

  /** @type {Column<Api.Schedule>[]} */
  #columns = [
    {
      key: 'name',
      label: 'Schedule',
      sort: (s) => s.name,
      cell: (s) =>
        html`<a href="/runs?tag=${encodeURIComponent(`schedule=${s.name}`)}" title="Show its runs">${s.name}</a>`,
    },
    { key: 'cron', label: 'Cron', cell: (s) => html`<code>${s.cron}</code> ${s.zone}` },
    { key: 'overlap', label: 'Overlap', sort: (s) => s.overlap, cell: (s) => s.overlap },
    {
      key: 'next',
      label: 'Next start',
      sort: (s) => s.nextStart,
      cell: (s) => (s.enabled ? moment(s.nextStart) : 'disabled'),
    },
    { key: 'last', label: 'Last start', sort: (s) => s.lastStart?.at ?? null, cell: lastStart },
    { key: 'missed', label: 'Missed', wrap: true, sort: (s) => s.missed, cell: missed },
    {
      key: 'actions',
      label: '',
      cell: (s) => {
        if (!session.mayOperate) return nothing;
        return html`<button @click=${() => this.#enable(s, !s.enabled)}>${s.enabled ? 'Disable' : 'Enable'}</button>
          <button class="plain" title="Delete" aria-label="Delete ${s.name}" @click=${() => this.#remove(s)}>
            ${icon('trash')}
          </button>`;
      },
    },
  ];

  constructor() {
    super();
    /** @type {Api.ScheduleList | null} */
    this.list = null;
    /** @type {Problem | null} */
    this.problem = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#read();
    this.#timer = setInterval(() => document.hidden || this.#read(), REFRESH_MILLIS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  async #read() {
    try {
      this.list = await api.schedules();
      this.problem = null;
    } catch (problem) {
      this.problem = problem;
    }
  }

  /**
   * Sends the schedule as it is now, because somebody may have changed it since the list was read.
   *
   * @param {Api.Schedule} schedule
   * @param {boolean} enabled
   */
  async #enable({ name }, enabled) {
    await attempt(async () => {
      const { cron, zone, overlap, spec } = await api.schedule(name);
      return api.setSchedule(name, { cron, zone, overlap, enabled, spec });
    });
    await this.#read();
  }

  /** @param {Api.Schedule} schedule */
  async #remove({ name }) {
    const sure = await ask({
      title: `Delete schedule ${name}?`,
      text: 'It will start no more runs. Runs it has already started are kept.',
      action: 'Delete',
    });
    if (!sure) return;
    await attempt(() => api.removeSchedule(name));
    await this.#read();
  }

  render() {
    return html`<div class="page">
      <h1>Schedules</h1>
      ${
        this.problem
          ? html`<div class="error" role="alert"><strong>${this.problem.title}</strong> ${this.problem.detail}</div>`
          : nothing
      }
      ${
        this.list === null
          ? nothing
          : this.list.schedules.length === 0
            ? html`<p class="note">
                No schedules yet. Create one with
                <code>loadtester schedule nightly --cron '0 2 * * 1-5' spec.yaml --controller ${location.origin}</code>.
              </p>`
            : html`<lt-table
                caption="Schedules"
                .columns=${this.#columns}
                .rows=${this.list.schedules}
                .keyOf=${(/** @type {Api.Schedule} */ s) => s.name}
              ></lt-table>`
      }
      <p class="links"><a href="/runs">All runs</a></p>
    </div>`;
  }
}
customElements.define('lt-schedules-page', SchedulesPage);
