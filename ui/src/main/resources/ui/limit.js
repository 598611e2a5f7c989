import { rate, span } from './format.js';

// The result of a limit search in words.

/**
 * A rate with all its digits, because a limit's bounds may differ only in the last digits.
 * @param {number | null} value
 */
const perSecond = (value) => rate(value).exact.replace(' ', '\u00a0');

/**
 * The limit in words.
 * @param {Api.LimitResult} limit
 * @param {boolean} ended whether the run has ended
 */
export function answer({ bound, lower, upper }, ended) {
  switch (bound) {
    case 'OBJECTIVE':
      return lower === null ? `below ${perSecond(upper)}` : perSecond(lower);
    case 'LOAD_TESTER':
      return lower === null ? 'unknown' : `at least ${perSecond(lower)}`;
    case 'HIGHEST_RATE':
      return `at least ${perSecond(lower)}`;
    default:
      if (lower !== null) return `at least ${perSecond(lower)}${ended ? '' : ' so far'}`;
      return ended ? 'unknown' : 'not known yet';
  }
}

/**
 * What determines the limit, and whether the limit was confirmed.
 * @param {Api.LimitResult} limit
 * @param {boolean} ended whether the run has ended
 */
export function details({ bound, lower, upper, objective, held, progress, remainingSeconds }, ended) {
  const parts = [];
  if (lower !== null && upper !== null) parts.push(`between ${perSecond(lower)} and ${perSecond(upper)}`);
  if (objective !== null) parts.push(`binding: ${objective}`);
  if (bound === 'LOAD_TESTER') parts.push('limited by the load tester');
  if (bound === 'HIGHEST_RATE') parts.push('the highest rate that the search may try');
  if (progress === 'HOLDING' && !ended) parts.push('being confirmed');
  else if (lower !== null && ended) parts.push(held ? 'confirmed by the hold' : 'not confirmed');
  if (!ended && remainingSeconds !== null) parts.push(`about ${span(remainingSeconds).text} left`);
  return parts.join(' · ');
}
