import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { icon } from '../icons.js';
import { api } from '../api.js';
import { readsOnly, searches } from '../figures.js';
import { human, rate, three, timeOfDay } from '../format.js';
import { parseRate } from '../spec.js';
import { session, SessionController } from '../session.js';
import { attempt } from './notice.js';
import { hasEnded, isSending } from '../phases.js';
import { q } from './parts.js';

/**
 * Stop, pause, the rate and the stages of a live run. Each control immediately shows that its action was requested; the run's state shows
 * when it takes effect.
 */
class RunControls extends LitElement {
  static properties = { run: { attribute: false }, asked: { state: true } };

  static styles = [
    base,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
        align-items: center;
      }
      form {
        display: flex;
        align-items: center;
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
        width: 7.6rem;
        text-align: right;
      }
      button.step {
        padding: 0 0.6rem;
        font-weight: 450;
      }
      .next {
        color: var(--warn);
        font-size: 0.92rem;
      }
    `,
  ];

  constructor() {
    super();
    new SessionController(this);
    /** @type {Api.Run | null} */
    this.run = null;
    /** @type {string | null} */
    this.asked = null;
  }

  /**
   * @param {string} name
   * @param {() => Promise<unknown>} action
   */
  async #do(name, action) {
    this.asked = name;
    await attempt(action);
    this.asked = null;
  }

  /**
   * @param {SubmitEvent} event
   * @param {Api.Run} run
   */
  #change(event, run) {
    event.preventDefault();
    const input = this.#input;
    const wanted = parseRate(input.value);
    input.setAttribute('aria-invalid', String(wanted === null));
    if (wanted !== null) this.#set(run, { rate: wanted });
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.renderRoot.querySelector('input'));
  }

  /**
   * @param {Api.Run} run
   * @param {{ rate: number } | { factor: number }} change
   */
  #set(run, change) {
    this.#input.value = '';
    this.#do('rate', () => api.rate(run.id, change));
  }

  /**
   * The change that a step button requests. It multiplies the fixed rate or, while the stages determine the rate, the
   * factor that multiplies the schedule.
   * @param {Api.Run} run
   * @param {number} by
   */
  #step({ spec, deviation, targetRate }, by) {
    if (spec.load.stages === null || deviation?.rate) {
      const value = round((deviation?.rate ?? targetRate ?? 0) * by);
      return { change: { rate: value }, title: `to ${human(value)} msg/s` };
    }
    const factor = Math.round((deviation?.factor ?? 1) * by * 1000) / 1000;
    return { change: { factor }, title: `to ${three(factor * 100)} % of the schedule` };
  }

  /** @param {Api.Run} run */
  #rate(run) {
    const { targetRate, spec, phase, deviation, stage } = run;
    if (spec.rate === 'max' || readsOnly(spec) || searches(spec) || targetRate === null || !isSending(phase))
      return nothing;
    const busy = this.asked === 'rate' || phase === 'PAUSED';
    const step = (/** @type {number} */ by, /** @type {string} */ label) => {
      const { change, title } = this.#step(run, by);
      return html`<button
        type="button"
        class="step"
        ?disabled=${busy}
        title=${title}
        @click=${() => this.#set(run, change)}
      >
        ${label}
      </button>`;
    };
    return html`${
        deviation && phase !== 'PAUSED'
          ? html`<button
              data-testid="follow-schedule"
              ?disabled=${busy}
              title=${deviation.rate === null ? `${three(deviation.factor * 100)} % of the schedule` : `${human(deviation.rate)} msg/s`}
              @click=${() => this.#set(run, { factor: 1 })}
            >
              Return to schedule
            </button>`
          : nothing
      }
      <form @submit=${(/** @type {SubmitEvent} */ event) => this.#change(event, run)} aria-label="Rate">
        ${step(0.9, '−10 %')}${step(1.1, '+10 %')}
        <input
          name="rate"
          aria-label="New rate in messages per second"
          data-testid="rate-input"
          placeholder=${phase === 'PAUSED' ? 'paused' : `${human(targetRate)} msg/s`}
          ?disabled=${busy}
          autocomplete="off"
        />
        <button data-testid="set-rate" ?disabled=${busy}>Set rate</button>
      </form>
      ${
        stage
          ? html`<button
              data-testid="next-stage"
              ?disabled=${stage.last || this.asked === 'stage'}
              title=${stage.last ? 'this is the last stage' : 'skip to the beginning of the next stage'}
              @click=${() => this.#do('stage', () => api.skip(run.id))}
            >
              Next stage
            </button>`
          : nothing
      }`;
  }

  /** @param {Api.Run} run */
  #next({ nextRate, targetRate }) {
    if (!nextRate) return nothing;
    return html`<span class="next" role="status"
      >${q(rate(targetRate))} → ${q(rate(nextRate.rate))} at ${timeOfDay(nextRate.at)}</span
    >`;
  }

  render() {
    const { run } = this;
    if (run === null || hasEnded(run.phase)) return nothing;
    if (!session.mayOperate) return this.#next(run);
    const { id, phase } = run;
    const stopping = this.asked === 'stop' || phase === 'DRAINING' || phase === 'VERIFYING';
    const paused = phase === 'PAUSED';
    return html`${this.#next(run)}${this.#rate(run)}
      ${
        isSending(phase) && run.spec.rate !== 0 && !searches(run.spec)
          ? html`<button
              data-testid=${paused ? 'resume' : 'pause'}
              ?disabled=${this.asked === 'pause'}
              @click=${() => this.#do('pause', () => (paused ? api.resume(id) : api.pause(id)))}
            >
              ${icon(paused ? 'play' : 'pause')}${paused ? 'Resume' : 'Pause'}
            </button>`
          : nothing
      }
      <button
        class="danger"
        data-testid="stop"
        ?disabled=${stopping}
        @click=${() => this.#do('stop', () => api.stop(id))}
      >
        ${icon('stop')}${stopping ? 'Stopping' : 'Stop'}
      </button>`;
  }
}
customElements.define('lt-run-controls', RunControls);

/** @param {number} value */
const round = (value) => (value >= 100 ? Math.round(value) : Math.round(value * 100) / 100);
