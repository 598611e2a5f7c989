/** Maximum number of bars; with more, each would be thinner than a pixel on a small screen. */
const BARS_MAX = 250;

/**
 * The record count of each partition as bars. If there are too many partitions, each bar represents an equal number of adjacent ones.
 * @param {number[]} added
 * @returns {{ first: number, last: number, records: number }[]} records of the fullest partition of each bar
 */
export function bars(added) {
  const size = Math.ceil(added.length / BARS_MAX);
  return Array.from({ length: Math.ceil(added.length / size) }, (_, bar) => {
    const part = added.slice(bar * size, (bar + 1) * size);
    return { first: bar * size, last: bar * size + part.length - 1, records: Math.max(...part) };
  });
}
