import { html, nothing } from 'lit';
import { icon } from '../icons.js';
import { accepted } from '../figures.js';
import { exactly, figure, micros, rate } from '../format.js';
import { answer, details } from '../limit.js';
import { q } from './parts.js';
import './table.js';
import '../charts/chart.js';

// The result of a limit search, for the live page and the report: the limit, and the measured loads.

/** @type {Line[]} */
const LINES = [
  { label: 'p99', token: '--p99', width: 2.25 },
  { label: 'p95', token: '--p95', width: 1.5 },
  { label: 'p50', token: '--p50', width: 1.5 },
];

/** @type {Record<Api.LoadResult['verdict'], [tone: string, shape: import('../icons.js').Shape, words: string]>} */
const VERDICTS = {
  LOWER_BOUND: ['good', 'check', 'meets the objectives'],
  UPPER_BOUND: ['bad', 'cross', 'misses the objectives'],
  OUT_OF_REACH: ['warn', 'warning', 'the load tester cannot send it'],
  UNDECIDED: ['none', 'none', 'undecided'],
};

/** @param {Api.LoadResult} load */
function verdict({ verdict: found }) {
  const [tone, symbol, words] = VERDICTS[found];
  return html`<span class="badge ${tone}">${icon(symbol)}${words}</span>`;
}

/** @param {Api.LoadResult} load */
const achieved = (load) => (load.seconds === 0 ? null : accepted(load) / load.seconds);

/** @type {Column<Api.LoadResult>[]} */
const COLUMNS = [
  {
    key: 'rate',
    label: 'Load',
    num: true,
    sort: (l) => l.rate,
    cell: (l) => html`${exactly(l.rate)}<span class="unit">msg/s</span>`,
  },
  {
    key: 'achieved',
    label: 'Achieved',
    num: true,
    title: 'messages acked, or aborted on purpose, per second',
    sort: achieved,
    cell: (l) => (achieved(l) === null ? '–' : q(rate(/** @type {number} */ (achieved(l))))),
  },
  {
    key: 'p50',
    label: 'Response p50',
    num: true,
    sort: (l) => figure(l.responseTime, 'p50'),
    cell: (l) => q(micros(figure(l.responseTime, 'p50'))),
  },
  {
    key: 'p99',
    label: 'p99',
    num: true,
    sort: (l) => figure(l.responseTime, 'p99'),
    cell: (l) => q(micros(figure(l.responseTime, 'p99'))),
  },
  {
    key: 'lag',
    label: 'Send lag p99',
    num: true,
    sort: (l) => figure(l.sendLag, 'p99'),
    cell: (l) => q(micros(figure(l.sendLag, 'p99'))),
  },
  {
    key: 'good',
    label: 'Good',
    num: true,
    title: 'windows in which the objectives were met',
    cell: (l) => exactly(l.windows.good),
  },
  {
    key: 'bad',
    label: 'Bad',
    num: true,
    title: 'windows in which an objective was missed',
    cell: (l) => exactly(l.windows.bad),
  },
  {
    key: 'excluded',
    label: 'Excluded',
    num: true,
    title: 'windows in which the load tester was the bottleneck',
    cell: (l) => exactly(l.windows.excluded),
  },
  { key: 'verdict', label: 'Result', cell: verdict },
];

/** @param {Api.LoadResult[]} loads by rate */
function chart(loads) {
  const measured = loads.filter(({ seconds }) => seconds > 0);
  if (measured.length < 2) return nothing;
  const of = (/** @type {'p50' | 'p95' | 'p99'} */ name) => measured.map((load) => figure(load.responseTime, name));
  return html`<lt-chart
    heading="Response time by load"
    data-testid="chart-limit"
    .lines=${LINES}
    .data=${[measured.map((load) => load.rate), of('p99'), of('p95'), of('p50')]}
    .format=${micros}
    log
    .x=${{ format: (/** @type {number} */ x) => rate(x).text, label: 'load, msg/s', from: 0, least: 1 }}
  ></lt-chart>`;
}

/**
 * @param {Api.LimitResult | null} limit null for a run with a fixed load
 * @param {boolean} ended whether the run has ended
 */
export function limitResult(limit, ended) {
  if (limit === null) return nothing;
  return html`<section class="section" data-testid="limit">
    <h2>Limit</h2>
    <p><strong>${answer(limit, ended)}</strong> <span class="dim">${details(limit, ended)}</span></p>
    ${chart(limit.loads)}
    <lt-table
      data-testid="loads"
      caption="Measured loads"
      .columns=${COLUMNS}
      .rows=${limit.loads}
      .keyOf=${(/** @type {Api.LoadResult} */ load) => load.rate}
    ></lt-table>
  </section>`;
}
