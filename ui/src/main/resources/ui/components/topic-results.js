import { html, nothing } from 'lit';
import { bytes, count, exactly, figure, micros, percent, rate } from '../format.js';
import { q } from './parts.js';
import './table.js';

// Results by topic for a run with several topics, for the live page and the report.

/** @param {Api.TopicResult} topic */
const errors = ({ failed, indeterminate }) => failed + indeterminate;

/** @type {Column<Api.TopicResult>[]} */
const COLUMNS = [
  { key: 'topic', label: 'Topic', sort: (t) => t.topic, cell: (t) => html`<code>${t.topic}</code>` },
  {
    key: 'share',
    label: 'Planned',
    num: true,
    title: 'fraction of messages that the spec assigns to this topic',
    sort: (t) => t.share,
    cell: (t) => q(percent(t.share)),
  },
  {
    key: 'acked',
    label: 'Acked',
    num: true,
    title: 'after the warm-up',
    sort: (t) => t.acked,
    cell: (t) => q(count(t.acked)),
  },
  {
    key: 'rate',
    label: 'Rate',
    num: true,
    title: 'messages acked or intentionally aborted per second, after the warm-up',
    sort: (t) => t.rate,
    cell: (t) => (t.rate === null ? '–' : q(rate(t.rate))),
  },
  {
    key: 'payload',
    label: 'Payload',
    num: true,
    sort: (t) => t.payloadBytes,
    cell: (t) => q(bytes(t.payloadBytes)),
  },
  {
    key: 'p50',
    label: 'Response p50',
    num: true,
    sort: (t) => figure(t.response, 'p50'),
    cell: (t) => q(micros(figure(t.response, 'p50'))),
  },
  {
    key: 'p99',
    label: 'p99',
    num: true,
    sort: (t) => figure(t.response, 'p99'),
    cell: (t) => q(micros(figure(t.response, 'p99'))),
  },
  {
    key: 'max',
    label: 'max',
    num: true,
    sort: (t) => figure(t.response, 'max'),
    cell: (t) => q(micros(figure(t.response, 'max'))),
  },
  {
    key: 'errors',
    label: 'Errors',
    num: true,
    title: 'failed and indeterminate, after the warm-up',
    sort: errors,
    cell: (t) => html`<span class=${errors(t) > 0 ? 'bad' : ''}>${exactly(errors(t))}</span>`,
  },
];

/** @type {Column<Api.TopicResult>} */
const SKEW = {
  key: 'skew',
  label: 'Partition skew',
  num: true,
  title: 'records in the fullest partition, divided by the mean',
  sort: (t) => t.partitions?.skew ?? null,
  cell: (t) =>
    t.partitions === null
      ? '–'
      : html`<span title="${t.partitions.lowest} to ${t.partitions.highest} records in each partition"
          >${t.partitions.skew.toFixed(2)}</span
        >`,
};

/** @param {Api.TopicResult[]} topics */
export function topicResults(topics) {
  if (topics.length === 0) return nothing;
  const ended = topics.some(({ partitions }) => partitions !== null);
  return html`<section class="section">
    <h2>Topics</h2>
    <lt-table
      data-testid="topics"
      caption="Topic results"
      .columns=${ended ? [...COLUMNS, SKEW] : COLUMNS}
      .rows=${topics}
      .keyOf=${(/** @type {Api.TopicResult} */ { topic }) => topic}
    ></lt-table>
  </section>`;
}
