import { html, nothing } from 'lit';
import { icon } from '../icons.js';
import { accepted } from '../figures.js';
import { axisClock, clock, exactly, figure, micros, percent, rate, span } from '../format.js';
import { stageLabel } from '../stages.js';
import { q } from './parts.js';
import './table.js';

// A run's stage results, for the live page and the report.

/** @typedef {Api.StageResult & { label: string }} Row */

/** @param {Api.StageResult} stage */
const achieved = (stage) => accepted(stage) / stage.seconds;

/** @param {Api.StageResult} stage */
const errors = ({ failed, indeterminate }) => failed + indeterminate;

/** @param {Api.StageResult} stage */
function objectives(stage) {
  const judged = stage.objectives.filter(({ met }) => met !== null);
  if (judged.length === 0) return html`<span class="badge none">${icon('none')}not judged</span>`;
  const missed = judged.filter(({ met }) => !met).map(({ expression }) => expression);
  return missed.length === 0
    ? html`<span class="badge good">${icon('check')}met</span>`
    : html`<span class="badge bad" title=${missed.join(', ')}>${icon('cross')}missed ${missed.join(', ')}</span>`;
}

/** @param {Api.StageResult} stage */
function recovery({ recovery: found }) {
  if (found === null) return '–';
  const title = `p99 response time before the spike: ${micros(found.baselineP99).exact}`;
  return found.seconds === null
    ? html`<span class="warn" title=${title}>not recovered</span>`
    : html`<span title=${title}>${q(span(found.seconds))}</span>`;
}

/** @type {(show: (range: [number, number]) => void) => Column<Row>[]} */
const columns = (show) => [
  {
    key: 'stage',
    label: 'Stage',
    cell: (s) =>
      html`<button class="plain" title="show in the charts" @click=${() => show([s.second, s.second + s.seconds])}>
        ${s.label}
      </button>`,
  },
  { key: 'from', label: 'From', num: true, sort: (s) => s.second, cell: (s) => axisClock(s.second) },
  { key: 'seconds', label: 'Length', num: true, sort: (s) => s.seconds, cell: (s) => clock(s.seconds) },
  {
    key: 'target',
    label: 'Target',
    num: true,
    title: 'average scheduled rate',
    sort: (s) => s.target,
    cell: (s) => q(rate(s.target)),
  },
  {
    key: 'achieved',
    label: 'Achieved',
    num: true,
    title: 'average rate of messages acked, or aborted on purpose',
    sort: achieved,
    cell: (s) =>
      html`${q(rate(achieved(s)))}${s.target > 0 ? html` · ${q(percent(achieved(s) / s.target))}` : nothing}`,
  },
  {
    key: 'p50',
    label: 'Response p50',
    num: true,
    sort: (s) => figure(s.responseTime, 'p50'),
    cell: (s) => q(micros(figure(s.responseTime, 'p50'))),
  },
  {
    key: 'p99',
    label: 'p99',
    num: true,
    sort: (s) => figure(s.responseTime, 'p99'),
    cell: (s) => q(micros(figure(s.responseTime, 'p99'))),
  },
  {
    key: 'max',
    label: 'max',
    num: true,
    sort: (s) => figure(s.responseTime, 'max'),
    cell: (s) => q(micros(figure(s.responseTime, 'max'))),
  },
  {
    key: 'lag',
    label: 'Send lag p99',
    num: true,
    sort: (s) => figure(s.sendLag, 'p99'),
    cell: (s) => q(micros(figure(s.sendLag, 'p99'))),
  },
  {
    key: 'errors',
    label: 'Errors',
    num: true,
    title: 'failed and indeterminate',
    sort: errors,
    cell: (s) => html`<span class=${errors(s) > 0 ? 'bad' : ''}>${exactly(errors(s))}</span>`,
  },
  { key: 'objectives', label: 'Objectives', cell: objectives },
];

/** @type {Column<Row>} */
const RECOVERY = {
  key: 'recovery',
  label: 'Recovered in',
  num: true,
  title:
    'time from when the rate starts to fall to the first of three consecutive intervals with a p99 of at most twice the pre-spike level',
  sort: (s) => s.recovery?.seconds ?? null,
  cell: recovery,
};

/**
 * @param {Pick<Api.Run, 'stages'>} run
 * @param {(range: [number, number]) => void} show called with the seconds of a stage
 */
export function stageResults({ stages }, show) {
  if (stages.length === 0) return nothing;
  const rows = stages.map((stage) => ({ ...stage, label: stageLabel(stage) }));
  const spiked = stages.some((stage) => stage.recovery !== null);
  return html`<section class="section">
    <h2>Stages</h2>
    <lt-table
      data-testid="stages"
      caption="Stage results"
      .columns=${spiked ? [...columns(show), RECOVERY] : columns(show)}
      .rows=${rows}
      .keyOf=${(/** @type {Row} */ { stage, repetition, level }) => `${stage} ${repetition} ${level}`}
    ></lt-table>
  </section>`;
}
