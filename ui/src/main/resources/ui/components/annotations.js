import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { api } from '../api.js';
import { BESIDE_SECONDS, DURING_SECONDS, effects } from '../annotations.js';
import { axisClock, exactly, micros, rate } from '../format.js';
import { icon } from '../icons.js';
import { hasEnded } from '../phases.js';
import { session, SessionController } from '../session.js';
import { attempt } from './notice.js';
import { q } from './parts.js';
import './table.js';

/** @typedef {import('../annotations.js').Effect} Effect */
/** @typedef {import('../annotations.js').Part} Part */

const LENGTH_MAX = 200;
const NONE = '–';

/** @param {Part} part */
const figures = ({ seconds, accepted, errors, worstP99 }) =>
  seconds === 0
    ? NONE
    : html`${q(rate(accepted / seconds))}<br /><span class="faint">p99</span> ${q(micros(worstP99))}${
          errors > 0 ? html`<br /><span class="bad">${exactly(errors)} errors</span>` : nothing
        }`;

/** @type {(key: 'before' | 'during' | 'after', label: string, seconds: number) => Column<Effect>} */
const part = (key, label, seconds) => ({
  key,
  label,
  num: true,
  title: `achieved rate, worst p99 response time and errors, over ${seconds} s`,
  cell: (effect) => figures(effect[key]),
});

/** @type {(show: (range: [number, number]) => void) => Column<Effect>[]} */
const columns = (show) => [
  {
    key: 'second',
    label: 'At',
    sort: (effect) => effect.second,
    cell: ({ second }) =>
      html`<button
        class="plain"
        title="show in the charts"
        @click=${() => show([second - BESIDE_SECONDS, second + DURING_SECONDS + BESIDE_SECONDS])}
      >
        ${axisClock(second)}
      </button>`,
  },
  { key: 'text', label: 'Annotation', cell: ({ event }) => event.message },
  part('before', 'Before', BESIDE_SECONDS),
  part('during', 'During', DURING_SECONDS),
  part('after', 'After', BESIDE_SECONDS),
];

/**
 * The figures around each annotation; nothing without annotations.
 * @param {Api.RunEvent[]} events
 * @param {import('../series.js').Series} series
 * @param {(range: [number, number]) => void} show zooms the charts to a range of seconds
 */
export function annotationEffects(events, series, show) {
  const rows = effects(events, series);
  if (rows.length === 0) return nothing;
  return html`<section class="section">
    <h2>Annotations</h2>
    <lt-table
      data-testid="annotations"
      caption="Figures before, during and after each annotation"
      .columns=${columns(show)}
      .rows=${rows}
      .keyOf=${(/** @type {Effect} */ effect) => String(effect.key)}
    ></lt-table>
  </section>`;
}

/** Adds an annotation to a live run. */
class Annotate extends LitElement {
  static properties = { run: { attribute: false }, busy: { state: true } };

  static styles = [
    base,
    css`
      form {
        display: flex;
        gap: 0.5rem;
        margin-bottom: 0.8rem;
      }
      input {
        flex: 1;
        min-width: 0;
      }
    `,
  ];

  constructor() {
    super();
    new SessionController(this);
    /** @type {Api.Run | null} */
    this.run = null;
    this.busy = false;
  }

  /**
   * @param {SubmitEvent} event
   * @param {string} id
   */
  async #add(event, id) {
    event.preventDefault();
    const input = /** @type {HTMLInputElement} */ (this.renderRoot.querySelector('input'));
    const text = input.value.trim();
    if (text === '' || this.busy) return;
    this.busy = true;
    const added = await attempt(() => api.annotate(id, text));
    if (added) input.value = '';
    this.busy = false;
  }

  render() {
    const { run } = this;
    if (run === null || hasEnded(run.phase) || !session.mayOperate) return nothing;
    return html`<form @submit=${(/** @type {SubmitEvent} */ event) => this.#add(event, run.id)}>
      <input
        name="text"
        aria-label="Annotation"
        data-testid="annotation"
        placeholder="for example: restarted broker 2"
        maxlength=${LENGTH_MAX}
        autocomplete="off"
      />
      <button data-testid="annotate" ?disabled=${this.busy}>${icon('pin')}Annotate</button>
    </form>`;
  }
}
customElements.define('lt-annotate', Annotate);
