import { html, nothing } from 'lit';
import { accepted, readsOnly, searches, sumOf } from '../figures.js';
import { bytesPerSecond, count, exactly, figure, micros, percent, rate, responseBound } from '../format.js';
import { hasEnded, keptItsRate } from '../phases.js';
import { q } from './parts.js';

// The large figures of the live page.

/**
 * @param {Api.Run} run
 * @returns {import('../charts/readout.js').Figure[]}
 */
export function liveFigures(run) {
  const ended = hasEnded(run.phase);
  const now = ended ? null : run.current;
  if (readsOnly(run.spec)) return readingFigures(run, now);
  const perSecond = now ? accepted(now) / now.seconds : run.rate.achieved;
  const response = now?.responseTime ?? run.responseTime;
  const seconds = now ? now.seconds : run.elapsedSeconds;
  const payload = now ? now.payloadBytes : run.bytes.payload;
  const errors = run.messages.failed + run.messages.indeterminate;
  const missed = new Set(
    run.objectives.filter(({ met }) => met === false).map(({ expression }) => responseBound(expression)?.percentile),
  );
  const whole = (/** @type {import('../format.js').Statistic} */ key) =>
    now ? html`whole run ${q(micros(figure(run.responseTime, key)))}` : 'whole run';
  // the target of the second in which the throughput was measured; on a ramp, the next second has a different target
  const targetRate = now ? now.target : run.rate.target;
  return [
    {
      label: ended ? 'Throughput achieved' : 'Throughput now',
      quantity: rate(perSecond),
      tone: 'signal',
      sub: html`target
      ${targetRate !== null ? q(rate(targetRate)) : searches(run.spec) ? 'found by the search' : 'max'}${
        targetRate && perSecond !== null && (now || keptItsRate(run.events))
          ? html` · ${q(percent(perSecond / targetRate))}`
          : nothing
      }`,
    },
    {
      label: 'Payload',
      quantity: bytesPerSecond(seconds ? payload / seconds : null),
      sub: html`${q(rate(run.rate.achieved))} achieved`,
    },
    {
      label: 'Response p50',
      quantity: micros(figure(response, 'p50')),
      sub: whole('p50'),
      tone: missed.has('p50') ? 'bad' : '',
    },
    {
      label: 'Response p99',
      quantity: micros(figure(response, 'p99')),
      sub: whole('p99'),
      tone: missed.has('p99') ? 'bad' : '',
    },
    {
      label: 'Response p99.9',
      quantity: micros(figure(response, 'p999')),
      sub: whole('p999'),
      tone: missed.has('p999') ? 'bad' : '',
    },
    !ended
      ? { label: 'In flight', quantity: count(now?.inFlight), sub: 'not yet completed' }
      : { label: 'Unsent', quantity: count(run.messages.unsent), sub: 'of planned messages' },
    {
      label: 'Errors',
      quantity: count(errors),
      tone: errors > 0 ? 'bad' : '',
      sub:
        errors === 0
          ? 'none failed or indeterminate'
          : `${exactly(run.messages.failed)} failed · ${exactly(run.messages.indeterminate)} indeterminate`,
    },
  ];
}

/**
 * The figures of a run that sends nothing.
 * @param {Api.Run} run
 * @param {Api.SeriesRow | null} now
 * @returns {import('../charts/readout.js').Figure[]}
 */
function readingFigures(run, now) {
  const latency = now?.endToEnd ?? run.endToEnd;
  const whole = (/** @type {import('../format.js').Statistic} */ key) =>
    now ? html`whole run ${q(micros(figure(run.endToEnd, key)))}` : 'whole run';
  return [
    {
      label: now ? 'Read now' : 'Read',
      quantity: rate(
        now
          ? now.consumed / now.seconds
          : run.elapsedSeconds
            ? sumOf(run.consumers, 'records') / run.elapsedSeconds
            : null,
      ),
      tone: 'signal',
      sub: 'all groups combined',
    },
    { label: 'Lag', quantity: count(sumOf(run.consumers, 'lag')), sub: 'unread records' },
    { label: 'From record timestamp p50', quantity: micros(figure(latency, 'p50')), sub: whole('p50') },
    { label: 'From record timestamp p99', quantity: micros(figure(latency, 'p99')), sub: whole('p99') },
  ];
}
