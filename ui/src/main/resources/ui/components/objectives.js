import { html } from 'lit';
import { objectiveValue, percent } from '../format.js';
import { icon } from '../icons.js';
import { q } from './parts.js';

/** @param {Api.Report} report */
export function objectivesTable(report) {
  const { objectives } = report;
  if (objectives.length === 0)
    return html`<p class="empty">
      None: the spec disables them. An objective such as <code>response.p99&lt;20ms</code> makes a run pass or fail.
    </p>`;
  return html`<table data-testid="objectives">
    <thead>
      <tr>
        <th scope="col">Objective</th>
        <th scope="col" class="num">Actual</th>
        <th scope="col">Met</th>
        <th scope="col" class="num" title="fraction of seconds after the warm-up in which the objective was met">
          Of seconds
        </th>
        <th
          scope="col"
          class="num"
          title="fraction of ten-second windows after the warm-up in which the objective was met"
        >
          Of 10 s
        </th>
      </tr>
    </thead>
    <tbody>
      ${objectives.map(
        ({ expression, actual, met, held }) =>
          html`<tr>
            <th scope="row"><code>${expression}</code></th>
            <td class="num">${q(objectiveValue({ expression, actual, met }))}</td>
            <td>
              ${
                met === null
                  ? html`<span class="badge none">${icon('none')}not measured</span>`
                  : met
                    ? html`<span class="badge good">${icon('check')}met</span>`
                    : html`<span class="badge bad">${icon('cross')}missed</span>`
              }
            </td>
            <td class="num">${q(percent(held?.seconds ?? null))}</td>
            <td class="num">${q(percent(held?.tenSeconds ?? null))}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
