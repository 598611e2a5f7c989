import { html, nothing } from 'lit';
import { counted, figure, micros } from '../format.js';
import { q } from './parts.js';

/** @type {[import('../format.js').Statistic, string][]} */
const SHOWN = [
  ['p50', 'p50'],
  ['p99', 'p99'],
  ['max', 'max'],
];

/**
 * Messages excluded from the latencies of a run or report: how many, and what is known about their latency.
 * @param {Api.Run | Api.Report} of
 */
export function leftOut({ messages, repairedResponseTime: repaired }) {
  const lines = [];
  const late = repaired.count + repaired.unanswered;
  if (late > 0) {
    lines.push(
      html`<strong>${counted(late, 'repaired message')}</strong>, orphaned by a lost worker and sent by another:
        response time
        ${SHOWN.map(([key, label], at) => html`${at > 0 ? ' · ' : ''}${label} ${q(micros(figure(repaired, key)))}`)}`,
    );
  }
  if (messages.warmup > 0) lines.push(html`<strong>${counted(messages.warmup, 'message')}</strong> from the warm-up`);
  if (lines.length === 0) return nothing;
  return html`<p class="label left-out" data-testid="left-out">
    Excluded from these latencies: ${lines.map((line, at) => html`${at > 0 ? '; ' : ''}${line}`)}.
  </p>`;
}
