import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { DASH } from '../format.js';

/**
 * @typedef {object} Figure
 * @property {string} label
 * @property {Quantity} quantity
 * @property {Content} [sub]
 * @property {string} [tone]
 */

/** Large numbers, legible from a distance. The first is the largest. */
class Readout extends LitElement {
  static properties = { figures: { attribute: false } };

  static styles = [
    base,
    css`
      :host {
        container-type: inline-size;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(2, 1fr);
        border-bottom: 1px solid var(--rule-2);
      }
      div {
        display: flex;
        flex-direction: column;
        min-width: 0;
        padding: 0.7rem 0.9rem 0.75rem;
        border-top: 1px solid var(--rule);
      }
      div:nth-child(even) {
        border-left: 1px solid var(--rule);
      }
      div:first-child {
        grid-column: span 2;
      }
      div:nth-child(2n + 2) {
        border-left: 0;
        padding-left: 0;
      }
      div:nth-child(2n + 3) {
        border-left: 1px solid var(--rule);
      }
      div:first-child {
        border-left: 0;
        padding-left: 0;
      }
      dt {
        font-size: 0.86rem;
        color: var(--ink-2);
        white-space: nowrap;
      }
      dd:not(.sub) {
        font-size: clamp(1.5rem, 7.5cqi, 2.1rem);
        line-height: 1.1;
        font-weight: 600;
        letter-spacing: -0.025em;
        white-space: nowrap;
      }
      div:first-child dd:not(.sub) {
        font-size: clamp(2.6rem, 14cqi, 3.9rem);
        letter-spacing: -0.035em;
      }
      dd:not(.sub) .unit {
        font-size: max(0.38em, 0.86rem);
        letter-spacing: 0;
      }
      .sub {
        font-size: 0.86rem;
        color: var(--ink-2);
        line-height: 1.3;
        margin-top: auto;
        padding-top: 0.25rem;
      }
      dd.dash {
        color: var(--ink-3);
        font-weight: 400;
      }
      dd.bad {
        color: var(--bad);
      }
      dd.warn {
        color: var(--warn);
      }
      dd.signal {
        color: var(--signal);
      }
      @container (min-width: 40rem) {
        dl {
          grid-template-columns: 2fr repeat(6, minmax(0, 1fr));
          border-top: 1px solid var(--rule);
        }
        div:first-child {
          grid-column: auto;
        }
        div:nth-child(n) {
          border-top: 0;
          border-left: 1px solid var(--rule);
          padding-left: 0.9rem;
        }
        div:nth-child(1) {
          border-left: 0;
          padding-left: 0;
        }
        dd:not(.sub) {
          font-size: clamp(1.35rem, 2.5cqi, 3.6rem);
        }
        div:first-child dd:not(.sub) {
          font-size: clamp(2.4rem, 5cqi, 6.5rem);
          line-height: 1;
        }
      }
      @container (min-width: 40rem) and (max-width: 62rem) {
        dl {
          grid-template-columns: repeat(3, 1fr);
        }
        div:first-child {
          grid-column: span 3;
        }
        div:nth-child(n + 2) {
          border-top: 1px solid var(--rule);
        }
        div:nth-child(3n + 2) {
          border-left: 0;
          padding-left: 0;
        }
        dd:not(.sub) {
          font-size: 1.6rem;
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Figure[]} */
    this.figures = [];
  }

  render() {
    return html`<dl>
      ${this.figures.map(
        ({ label, quantity, sub, tone }) =>
          html`<div>
            <dt>${label}</dt>
            <dd class=${quantity.text === DASH ? 'dash' : (tone ?? '')} title=${quantity.exact}>
              ${quantity.text}${quantity.unit ? html`<span class="unit">${quantity.unit}</span>` : nothing}
            </dd>
            <dd class="sub">${sub ?? nothing}</dd>
          </div>`,
      )}
    </dl>`;
  }
}
customElements.define('lt-readout', Readout);
