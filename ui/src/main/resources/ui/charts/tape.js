import { LitElement, css, html, nothing } from 'lit';
import { Series } from '../series.js';
import { base } from '../styles.js';
import { bars } from '../components/parts.js';

const SLOTS = 96;

/**
 * The run as a strip of bars. Each bar is the throughput of one part of the run: completed parts are solid (red where messages failed or
 * are indeterminate), and the remaining parts are stubs. The strip shows progress, steadiness and errors at a glance. `span` is the length
 * of the entire run in seconds, or null if its end is unknown.
 */
class Tape extends LitElement {
  static properties = {
    series: { attribute: false },
    revision: {},
    span: { type: Number },
    progress: { type: Number },
  };

  static styles = [
    base,
    css`
      :host {
        display: block;
      }
      .track {
        position: relative;
        height: clamp(2.4rem, 5vh, 4.5rem);
        border-bottom: 1px solid var(--rule-2);
        color: var(--signal);
      }
      .bars {
        display: block;
        width: 100%;
        height: 100%;
      }
      .done {
        fill: currentColor;
      }
      .pending {
        fill: var(--rule-2);
      }
      .bad {
        fill: var(--bad);
      }
    `,
  ];

  constructor() {
    super();
    this.series = new Series(0);
    /** @type {Maybe} */
    this.span = null;
    /** @type {Maybe} */
    this.progress = null;
  }

  render() {
    const span = Math.max(this.span ?? 0, this.series.end, 1);
    const percent =
      this.progress === null || this.progress === undefined
        ? null
        : Math.min(100, Math.round(this.progress * 1000) / 10);
    const errors = this.series.slots('errors', SLOTS, span);
    return html`<div
      class="track"
      role="progressbar"
      data-testid="progress"
      aria-label="Progress of the run"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percent ?? nothing}
      aria-valuetext=${percent === null ? 'End unknown' : `${percent} %`}
    >
      ${bars(this.series.slots('accepted', SLOTS, span), 40, { stub: 2, errors })}
    </div>`;
  }
}
customElements.define('lt-tape', Tape);
