import { html, nothing } from 'lit';
import { OUTCOMES, changeText, figureLabel, intervalText, quantity, valuesText } from '../compare.js';
import { DASH } from '../format.js';
import { icon } from '../icons.js';
import { q } from './parts.js';

// The tables of the compare page. Their columns are the compared sides, the reference first.

/** @typedef {import('../compare.js').Look} Look */
/** @typedef {import('../compare.js').FigureRow} FigureRow */
/** @typedef {import('../compare.js').ConditionRow} ConditionRow */

/**
 * The letter of a side, with its line on the charts.
 * @param {Look} look
 */
export const letter = (look) =>
  html`<span class="letter"
    ><svg viewBox="0 0 24 10" aria-hidden="true">
      <path
        d="M0 5h24"
        stroke="var(${look.token})"
        stroke-width="3"
        stroke-dasharray=${look.dash?.join(' ') ?? nothing}
      ></path></svg
    >${look.letter}</span
  >`;

/** @param {Look} look */
const cap = (look) => html`<span class="cap">${look.letter}</span>`;

/**
 * @param {string} figure
 * @param {Api.FigureChange | null} change
 * @param {Look} look
 */
function changeCell(figure, change, look) {
  if (change === null) return html`<td class="num">${cap(look)}${DASH}</td>`;
  const { tone, shape, word, meaning } = OUTCOMES[change.outcome];
  return html`<td class="num" data-outcome=${change.outcome}>
    ${cap(look)}
    <div>
      <span class="line"
        ><span class="value">${q(quantity(figure, change.b, change.outcome !== 'NOT_MEASURED'))}</span
        ><span class="change">${change.change === null ? '' : changeText(figure, change.change)}</span></span
      >
      <span class="line"
        >${change.low === null && change.high === null ? nothing : html`<span class="label">${intervalText(change)}</span>`}<span
          class="badge ${tone}"
          title=${meaning}
          >${icon(shape)}${word}</span
        ></span
      >
    </div>
  </td>`;
}

/**
 * @param {FigureRow[]} rows
 * @param {Look[]} looks
 */
export function figuresTable(rows, looks) {
  if (rows.length === 0) return html`<p class="empty">No figure has a detectable difference.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Figures">
    <table class="figures" data-testid="figures">
      <caption class="sr">
        Each figure of the reference, and how the figures of the other runs differ from it
      </caption>
      <thead>
        <tr>
          <th scope="col">Figure</th>
          ${looks.map((look, at) => html`<th scope="col" class="num">${letter(look)}${at === 0 ? ' reference' : nothing}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ figure, reference, changes }) =>
            html`<tr data-testid="figure" data-figure=${figure}>
              <th scope="row">${figureLabel(figure)}</th>
              <td class="num">${cap(looks[0])}<span class="value">${q(reference)}</span></td>
              ${changes.map((change, at) => changeCell(figure, change, looks[at + 1]))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/**
 * @param {ConditionRow} row
 * @param {Look[]} looks
 */
const condition = ({ key, reference, others }, looks) =>
  html`<tr>
    <th scope="row"><code>${key}</code></th>
    ${[reference, ...others].map(
      (values, at) =>
        html`<td class="values ${at > 0 && values !== null ? 'changed' : ''}">
          ${cap(looks[at])}${values === null ? html`<span class="same">same</span>` : html`<code>${valuesText(values)}</code>`}
        </td>`,
    )}
  </tr>`;

/**
 * @param {string} heading
 * @param {ConditionRow[]} rows
 * @param {Look[]} looks
 * @param {string} same the text if nothing differs
 */
export const conditionsTable = (heading, rows, looks, same) =>
  html`<section class="section" data-testid="conditions">
    <h2>${heading}</h2>
    ${
      rows.length === 0
        ? html`<p class="empty">${same}</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label=${heading}>
            <table>
              <thead>
                <tr>
                  <th scope="col">Key</th>
                  ${looks.map((look) => html`<th scope="col">${letter(look)}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${rows.map((row) => condition(row, looks))}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
