import { LitElement, css, html, nothing } from 'lit';
import { base } from '../styles.js';
import { axisClock, count } from '../format.js';
import { q } from '../components/parts.js';

const MOST_ROWS = 240;

/** A chart's data as a table, newest first. For a long series, it contains only every n-th point. */
class ChartTable extends LitElement {
  static properties = {
    heading: {},
    lines: { attribute: false },
    data: { attribute: false },
    format: { attribute: false },
    x: { attribute: false },
    zones: { attribute: false },
  };

  static styles = [
    base,
    css`
      :host {
        --height: var(--chart-height, clamp(11rem, 24vh, 20rem));
      }
      .scroll {
        height: var(--height);
        overflow: auto;
        border: 1px solid var(--rule);
      }
      thead th {
        position: sticky;
        top: 0;
        background: var(--sheet);
      }
      th,
      td {
        padding: 0.2rem 0.6rem;
      }
    `,
  ];

  constructor() {
    super();
    this.heading = '';
    /** @type {Line[]} */
    this.lines = [];
    /** @type {ChartData} */
    this.data = [[]];
    /** @type {(value: Maybe) => Quantity} */
    this.format = count;
    /** @type {XAxis} */
    this.x = { format: axisClock, least: 1 };
    /** @type {Zone[]} */
    this.zones = [];
  }

  /** @param {number} x */
  #zone(x) {
    return this.zones
      .filter(({ from, to }) => x >= from && x < to)
      .map(({ label }) => html` <span class="faint">${label}</span>`);
  }

  render() {
    const [xs, ...columns] = this.data;
    const step = Math.ceil(xs.length / MOST_ROWS) || 1;
    const rows = [];
    for (let at = xs.length - 1; at >= 0; at -= step) rows.push(at);
    return html`<div class="scroll" tabindex="0" role="region" aria-label="${this.heading}, table">
        <table>
          <caption class="sr">
            ${this.heading}${step > 1 ? `, 1 in ${step} points` : ''}
          </caption>
          <thead>
            <tr>
              <th scope="col">${this.x.label ?? 'time'}</th>
              ${this.lines.map(({ label }) => html`<th scope="col" class="num">${label}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (at) =>
                html`<tr>
                  <th scope="row">${this.x.format(Number(xs[at]))}${this.#zone(Number(xs[at]))}</th>
                  ${columns.map((column) => html`<td class="num">${q(this.format(column[at]))}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${
        step > 1
          ? html`<p class="label">showing 1 in ${step} of ${xs.length} points; the CSV has all of them</p>`
          : nothing
      }`;
  }
}
customElements.define('lt-chart-table', ChartTable);
