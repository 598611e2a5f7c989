import { html, nothing } from 'lit';
import { readsOnly } from '../figures.js';
import { count, figure, micros } from '../format.js';
import { leftOut } from './left-out.js';
import { q } from './parts.js';

// The latencies of a report.

/** @typedef {'responseTime' | 'serviceTime' | 'sendLag' | 'endToEnd' | 'repairedResponseTime' | 'commitTime'} Metric */

/** @type {[metric: Metric, label: string][]} */
const METRICS = [
  ['responseTime', 'response time'],
  ['serviceTime', 'service time'],
  ['sendLag', 'send lag'],
];
/**
 * The latencies measured in a run.
 * @param {Api.Report} report
 * @returns {[metric: Metric, label: string][]}
 */
const metrics = ({ spec, endToEnd, commitTime }) => {
  if (readsOnly(spec)) return [['endToEnd', 'from record timestamp']];
  /** @type {[metric: Metric, label: string][]} */
  const rows = [...METRICS];
  if (commitTime.count > 0) rows.push(['commitTime', 'commit time']);
  if (endToEnd.count + endToEnd.unanswered > 0) rows.push(['endToEnd', 'end to end']);
  return rows;
};
/**
 * The latencies that can be downloaded as histograms.
 * @param {Api.Report} report
 * @returns {[metric: Metric, label: string][]}
 */
export const downloads = (report) =>
  report.repairedResponseTime.count + report.repairedResponseTime.unanswered > 0
    ? [...metrics(report), ['repairedResponseTime', 'repaired']]
    : metrics(report);
/** @param {Api.Latency} latency */
const unanswered = (latency) =>
  latency.unanswered > 0 ? html`<span class="bad">${q(count(latency.unanswered))}</span>` : latency.unanswered;
/** @type {[key: import('../format.js').Statistic, label: string][]} */
const PERCENTILES = [
  ['mean', 'mean'],
  ['p50', 'p50'],
  ['p90', 'p90'],
  ['p95', 'p95'],
  ['p99', 'p99'],
  ['p999', 'p99.9'],
  ['p9999', 'p99.99'],
  ['max', 'max'],
];

/** @param {Api.Report} report */
export function latencyTable(report) {
  const rows = metrics(report);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Latencies">
      <table class="latencies">
        <thead>
          <tr>
            <th scope="col">Latency</th>
            ${PERCENTILES.map(([, label]) => html`<th scope="col" class="num">${label}</th>`)}
            <th scope="col" class="num">measured</th>
            <th
              scope="col"
              class="num"
              title="failed or indeterminate, or never consumed by a group: these rank above all others"
            >
              unanswered
            </th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([metric, label]) =>
              html`<tr>
                <th scope="row">${label}</th>
                ${PERCENTILES.map(([key]) => html`<td class="num">${q(micros(figure(report[metric], key)))}</td>`)}
                <td class="num">${q(count(report[metric].count))}</td>
                <td class="num">${unanswered(report[metric])}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${leftOut(report)} ${readsOnly(report.spec) ? readingNote : sendingNotes(report)}`;
}

const readingNote = html`<p class="label">
  Latency is measured from the record timestamp to delivery to a consumer. The timestamp was set by the producer or the
  broker, whose clocks were not measured. For records already in the topic before the run, the latency is their age.
</p>`;

/** @param {Api.Report} report */
const sendingNotes = (report) =>
  html`${
      report.endToEnd.count > 0
        ? html`<p class="label">
            ${
              report.endToEnd.uncertainty === null
                ? 'The accuracy of the end-to-end latency is unknown because a clock was not measured.'
                : html`The end-to-end latency is accurate to ± ${q(micros(report.endToEnd.uncertainty))} (the clocks'
                  uncertainty).`
            }
          </p>`
        : nothing
    }
    <p class="label">
      Response time runs from when a message was due to its ack, service time from the send to the ack, and send lag
      from when a message was due until it was sent. Unanswered messages rank above all others.
    </p>`;
