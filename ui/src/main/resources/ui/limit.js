import { rate, span } from './format.js';

// The result of a search for a limit in words.

/**
 * A rate with all its digits: bounds of a limit may differ in the last ones.
 * @param {number | null} value
 */
const perSecond = (value) => rate(value).exact.replace(' ', '\u00a0');

/**
 * The limit in words.
 * @param {Api.LimitResult} limit
 */
export function answer({ bound, lower, upper, progress }) {
  switch (bound) {
    case 'OBJECTIVE':
      return lower === null ? `below ${perSecond(upper)}` : perSecond(lower);
    case 'LOAD_TESTER':
      return lower === null ? 'unknown' : `at least ${perSecond(lower)}`;
    case 'HIGHEST_RATE':
      return `at least ${perSecond(lower)}`;
    default:
      if (lower !== null) return `at least ${perSecond(lower)} so far`;
      return progress === 'DONE' ? 'unknown' : 'not known yet';
  }
}

/**
 * What bounds the limit, and whether it was confirmed.
 * @param {Api.LimitResult} limit
 */
export function details({ bound, lower, upper, objective, held, progress, remainingSeconds }) {
  const parts = [];
  if (lower !== null && upper !== null) parts.push(`between ${perSecond(lower)} and ${perSecond(upper)}`);
  if (objective !== null) parts.push(`binding: ${objective}`);
  if (bound === 'LOAD_TESTER') parts.push('limited by the load tester');
  if (bound === 'HIGHEST_RATE') parts.push('the highest rate that the search may try');
  if (progress === 'HOLDING') parts.push('being confirmed');
  else if (lower !== null && progress === 'DONE')
    parts.push(held ? 'confirmed by the hold' : 'not confirmed by a hold');
  if (progress !== 'DONE' && remainingSeconds !== null) parts.push(`about ${span(remainingSeconds).text} left`);
  return parts.join(' · ');
}
