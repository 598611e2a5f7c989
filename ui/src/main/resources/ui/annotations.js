// What an annotation changed: the load and the response times before, during and after it.

/** Seconds before and after an annotation, and seconds that count as during it. */
export const BESIDE_SECONDS = 30;
export const DURING_SECONDS = 10;

/** @typedef {ReturnType<import('./series.js').Series['window']>} Part totals; of no seconds if there are no rows */
/** @typedef {{ key: number, event: Api.RunEvent, second: number, before: Part, during: Part, after: Part }} Effect */

/**
 * The effects of the annotations made since the start, in order. The row of the series that contains an annotation is its first during it.
 * @param {Api.RunEvent[]} events
 * @param {import('./series.js').Series} series
 * @returns {Effect[]}
 */
export const effects = (events, series) =>
  events.flatMap((event, key) => {
    const { kind, second } = event;
    if (kind !== 'ANNOTATION' || second === null || second < 0) return [];
    const from = series.rowStart(second);
    const to = from + DURING_SECONDS;
    return [
      {
        key,
        event,
        second,
        before: series.window(from - BESIDE_SECONDS, from),
        during: series.window(from, to),
        after: series.window(to, to + BESIDE_SECONDS),
      },
    ];
  });
