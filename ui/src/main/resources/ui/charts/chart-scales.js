// Scales and axes for uPlot: round steps, and ranges that do not change with every new point.

const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];

/**
 * The next round step above a value.
 * @param {number} value
 */
export function stepUp(value) {
  if (!(value > 0)) return 1;
  const decade = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8].find((candidate) => candidate * decade >= value * 0.999999) ?? 10;
  return step * decade;
}

/** @param {number} value */
function logDown(value) {
  const decade = 10 ** Math.floor(Math.log10(value));
  return ([5, 2, 1].find((candidate) => candidate * decade <= value * 1.000001) ?? 1) * decade;
}

/**
 * @param {number} top
 * @returns {[number, number]}
 */
export function linearRange(top) {
  return [0, stepUp(top * 1.04)];
}

/**
 * The range from the 1-2-5 step below the smallest value to the 1-2-5 step above the largest value; at least one decade.
 * @param {number} least
 * @param {number} greatest
 * @returns {[number, number]}
 */
export function logRange(least, greatest) {
  if (!(greatest > 0)) return [100, 100000];
  const low = logDown(Math.max(least > 0 ? least : greatest, 0.1) / 1.1);
  const high = stepUp(greatest * 1.1);
  return [high / low < 10 ? high / 10 : low, high];
}

/**
 * The grid lines of a log axis: as many of the steps 1, 2 and 5 in each decade as fit.
 * @param {number} low
 * @param {number} high
 * @param {number} room
 */
export function logSplits(low, high, room) {
  const decades = Math.log10(high / low);
  const multiples = [
    [1, 2, 5],
    [1, 3],
  ].find((candidate) => candidate.length * decades <= room) ?? [1];
  const splits = [];
  for (let decade = 10 ** Math.floor(Math.log10(low)); decade <= high; decade *= 10) {
    for (const multiple of multiples) {
      const value = decade * multiple;
      if (value >= low * 0.999 && value <= high * 1.001) splits.push(value);
    }
  }
  return splits;
}

/**
 * The column with infinite values replaced by gaps, so that a chart can scale it.
 * @param {(number | null)[]} column
 */
export const finite = (column) =>
  column.includes(Infinity) ? column.map((value) => (value === Infinity ? null : value)) : column;

/**
 * The ranges of infinite values in a column, as pairs of the first and the last index.
 * @param {(number | null)[]} column
 */
export function infiniteRuns(column) {
  const runs = [];
  for (let at = column.indexOf(Infinity); at >= 0; at = column.indexOf(Infinity, at)) {
    const from = at;
    while (column[at] === Infinity) at++;
    runs.push([from, at - 1]);
  }
  return runs;
}

export const timeIncrements = () => TIME_STEPS;

/**
 * The last value in a column that is not a gap.
 * @param {(number | null)[]} column
 */
export function newest(column) {
  for (let at = column.length - 1; at >= 0; at--) if (column[at] !== null) return column[at];
  return null;
}
