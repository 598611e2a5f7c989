import { LitElement, css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { base } from '../styles.js';

/** @typedef {any} Row the caller knows the type of its rows */

/**
 * A sortable table. `rows` are arbitrary records; `keyOf(row)` returns the identity of a row. The order stays fixed while the pointer is
 * over the table, so that rows do not move away from under a click.
 */
class SortTable extends LitElement {
  static properties = {
    caption: {},
    columns: { attribute: false },
    rows: { attribute: false },
    keyOf: { attribute: false },
    sortKey: { state: true },
    descending: { state: true },
  };

  static styles = [
    base,
    css`
      th button {
        all: unset;
        cursor: pointer;
        white-space: nowrap;
      }
      th button:focus-visible {
        outline: 2px solid var(--focus);
        outline-offset: 3px;
      }
      th button:hover {
        color: var(--ink);
      }
      th[aria-sort] button {
        color: var(--ink);
        font-weight: 600;
      }
      tbody tr:hover {
        background: var(--sunk);
      }
      th:first-child,
      td:first-child {
        padding-left: 0;
      }
      td {
        white-space: nowrap;
      }
      .wrap {
        white-space: normal;
        min-width: 18rem;
        overflow-wrap: anywhere;
      }
      tbody tr:hover td:first-child {
        box-shadow: -0.4rem 0 0 var(--sunk);
      }
    `,
  ];

  /** @type {unknown[]} */
  #order = [];
  #held = false;

  constructor() {
    super();
    this.caption = '';
    /** @type {Row[]} */
    this.rows = [];
    /** @type {Column<Row>[]} */
    this.columns = [];
    /** @type {(row: Row) => unknown} */
    this.keyOf = (row) => row.id;
    /** @type {string | null} */
    this.sortKey = null;
    this.descending = false;
  }

  #sorted() {
    const byKey = new Map(this.rows.map((row) => [this.keyOf(row), row]));
    const sameRows = byKey.size === this.#order.length && this.#order.every((key) => byKey.has(key));
    if (this.#held && sameRows) return this.#order.map((key) => byKey.get(key));
    const column = this.columns.find(({ key }) => key === this.sortKey);
    const rows = [...this.rows];
    const value = column?.sort;
    if (value) {
      const sign = this.descending ? -1 : 1;
      rows.sort((a, b) => compare(value(a), value(b), sign));
    }
    this.#order = rows.map(this.keyOf);
    return rows;
  }

  /** @param {Column<Row>} column */
  #sortBy(column) {
    this.descending = this.sortKey === column.key ? !this.descending : Boolean(column.num);
    this.sortKey = column.key;
    this.#order = [];
  }

  /** @param {Column<Row>} column */
  #head(column) {
    const sorted = this.sortKey === column.key;
    const label = html`${column.label}${sorted ? (this.descending ? ' ▾' : ' ▴') : nothing}`;
    return html`<th
      scope="col"
      class=${column.num ? 'num' : ''}
      title=${column.title ?? nothing}
      aria-sort=${sorted ? (this.descending ? 'descending' : 'ascending') : nothing}
    >
      ${column.sort ? html`<button @click=${() => this.#sortBy(column)}>${label}</button>` : label}
    </th>`;
  }

  render() {
    const hold = (/** @type {boolean} */ held) => () => (this.#held = held);
    return html`<div
      class="scroll"
      tabindex="0"
      role="region"
      aria-label=${this.caption}
      @pointerenter=${hold(true)}
      @pointerleave=${hold(false)}
    >
      <table>
        <caption class="sr">
          ${this.caption}
        </caption>
        <thead>
          <tr>
            ${this.columns.map((column) => this.#head(column))}
          </tr>
        </thead>
        <tbody>
          ${repeat(
            this.#sorted(),
            this.keyOf,
            (row) =>
              html`<tr>
                ${this.columns.map(
                  (column) =>
                    html`<td class=${column.num ? 'num' : column.wrap ? 'wrap' : ''}>${column.cell(row)}</td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}
customElements.define('lt-table', SortTable);

// values that were not measured are sorted last in both directions
/**
 * @param {string | number | null} a
 * @param {string | number | null} b
 * @param {number} sign
 */
function compare(a, b, sign) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return (
    sign *
    (typeof a === 'string' || typeof b === 'string'
      ? String(a).localeCompare(String(b), 'en', { numeric: true })
      : a - b)
  );
}
