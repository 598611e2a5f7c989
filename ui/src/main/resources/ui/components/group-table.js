import { html } from 'lit';
import { count, exactly, figure, micros, rate, span } from '../format.js';
import { q } from './parts.js';
import './table.js';

/** @type {Column<Api.ConsumerGroup>[]} */
const GROUPS = [
  {
    key: 'group',
    label: 'Group',
    sort: (g) => g.group,
    cell: (g) => html`<span title=${g.groupId}>${g.name ?? g.group}</span>`,
  },
  {
    key: 'members',
    label: 'Members',
    num: true,
    title: 'members currently in the group',
    sort: (g) => g.members,
    cell: (g) => g.members,
  },
  {
    key: 'records',
    label: 'Records',
    num: true,
    title: 'records received by members',
    sort: (g) => g.records,
    cell: (g) => q(count(g.records)),
  },
  {
    key: 'rate',
    label: 'Rate',
    num: true,
    title: 'records per second until the group had caught up',
    sort: (g) => g.rate,
    cell: (g) => q(rate(g.rate)),
  },
  {
    key: 'redelivered',
    label: 'Redelivered',
    num: true,
    title: 'records redelivered after a rebalance or an error',
    sort: (g) => g.redelivered,
    cell: (g) => exactly(g.redelivered),
  },
  {
    key: 'lag',
    label: 'Lag',
    num: true,
    title: 'records in the topic not yet read by the group',
    sort: (g) => g.lag,
    cell: (g) => html`<span class=${g.lag > 0 ? 'warn' : ''}>${q(count(g.lag))}</span>`,
  },
  { key: 'lagMax', label: 'Highest lag', num: true, sort: (g) => g.lagMax, cell: (g) => q(count(g.lagMax)) },
  {
    key: 'p50',
    label: 'End to end p50',
    num: true,
    title: 'time from when a message was due, or from the record timestamp if the run sends nothing, to its delivery',
    sort: (g) => figure(g.endToEnd, 'p50'),
    cell: (g) => q(micros(figure(g.endToEnd, 'p50'))),
  },
  {
    key: 'p99',
    label: 'p99',
    num: true,
    sort: (g) => figure(g.endToEnd, 'p99'),
    cell: (g) => q(micros(figure(g.endToEnd, 'p99'))),
  },
  {
    key: 'rebalances',
    label: 'Rebalances',
    num: true,
    title: 'rebalances in which members took part',
    sort: (g) => g.rebalances,
    cell: (g) => exactly(g.rebalances),
  },
  {
    key: 'paused',
    label: 'Paused',
    num: true,
    title: 'time lost to rebalances, summed across members',
    sort: (g) => g.pausedSeconds,
    cell: (g) => q(span(g.pausedSeconds)),
  },
  {
    key: 'pausedMax',
    label: 'Longest pause',
    num: true,
    title: 'the longest time that a rebalance cost a single member since the start of the run',
    sort: (g) => g.pausedSecondsMax,
    cell: (g) => q(micros(g.pausedSecondsMax === null ? null : g.pausedSecondsMax * 1e6)),
  },
  {
    key: 'throttled',
    label: 'Throttled',
    num: true,
    title: 'time Kafka quotas throttled members, summed across members',
    sort: (g) => g.throttledSeconds,
    cell: (g) => q(span(g.throttledSeconds)),
  },
  {
    key: 'caughtUp',
    label: 'Caught up in',
    num: true,
    title: 'time until the group had read everything: from the last ack, or from the start if the run sends nothing',
    sort: (g) => g.catchUpSeconds,
    cell: (g) => q(span(g.catchUpSeconds)),
  },
  {
    key: 'trouble',
    label: 'Problem',
    wrap: true,
    cell: (g) => (g.trouble ? html`<span class="bad">${g.trouble}</span>` : '–'),
  },
];

/** @param {Api.ConsumerGroup[]} groups */
export const groupsTable = (groups) =>
  html`<lt-table
    data-testid="consumers"
    caption="Consumer groups"
    .columns=${GROUPS}
    .rows=${groups}
    .keyOf=${(/** @type {Api.ConsumerGroup} */ g) => String(g.group)}
  ></lt-table>`;
