import { DASH, micros, percent, rate } from './format.js';

// The runs that the compare page shows, and their comparisons in words. A side is a run id, or `baseline:NAME`.

export const SIDES_MIN = 2;
export const SIDES_MAX = 5;
const SIDE = /^(baseline:)?[\w.-]+$/;
const BASELINE = 'baseline:';

/** @typedef {{ letter: string, token: string, dash: number[] | undefined }} Look how a side is drawn */

/** @type {(number[] | undefined)[]} */
const DASHES = [undefined, undefined, [8, 4], [2, 3], [10, 3, 2, 3]];

/**
 * The letter, colour and dashes of a side. They depend only on its place, so that they stay when the reference changes.
 * @param {number} at
 * @returns {Look}
 */
export const lookOf = (at) => ({ letter: 'ABCDE'[at], token: `--run-${at + 1}`, dash: DASHES[at] });

/** @param {string} list */
const split = (list) => [...new Set(list.split(',').map((side) => side.trim()))].filter((side) => side !== '');

/**
 * The sides in a URL's query, or what is wrong with it.
 * @param {string} search
 * @returns {{ sides: string[], reference: string, problem: string | null }}
 */
export function selection(search) {
  const query = new URLSearchParams(search);
  const sides = split(query.get('runs') ?? '');
  const reference = query.get('reference') || (sides[0] ?? '');
  const unknown = sides.find((side) => !SIDE.test(side));
  const problem =
    unknown !== undefined
      ? `${unknown} is neither a run id nor baseline:NAME`
      : sides.length < SIDES_MIN || sides.length > SIDES_MAX
        ? `runs lists ${sides.length}; it takes ${SIDES_MIN} to ${SIDES_MAX} different runs, separated by commas`
        : sides.includes(reference)
          ? null
          : `the reference ${reference} is not one of the runs`;
  return { sides, reference, problem };
}

/**
 * The compare page's address.
 * @param {string[]} sides
 * @param {string} [reference]
 */
export const compareHref = (sides, reference = sides[0]) =>
  `/compare?runs=${sides.map(encodeURIComponent).join(',')}&reference=${encodeURIComponent(reference)}`;

/**
 * The name of a baseline; null for a run.
 * @param {string} side
 */
export const baselineOf = (side) => (side.startsWith(BASELINE) ? side.slice(BASELINE.length) : null);

/** @param {string} name */
export const baselineSide = (name) => BASELINE + name;

/**
 * The runs selected in the run list.
 * @param {string} search
 */
export const picked = (search) => split(new URLSearchParams(search).get('compare') ?? '').slice(0, SIDES_MAX);

/**
 * The selection with a run added or removed; null if nothing is selected.
 * @param {string[]} ids
 * @param {string} id
 */
export function withPick(ids, id) {
  const next = ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
  return next.length === 0 ? null : next.slice(0, SIDES_MAX).join(',');
}

/** @type {Record<string, string>} */
const METRICS = {
  rate: 'Achieved rate',
  errors: 'Errors',
  consumeRate: 'Consume rate',
  limit: 'Limit',
  response: 'Response',
  service: 'Service',
  endToEnd: 'End to end',
  sendLag: 'Send lag',
};
const METRIC_NAMES = Object.keys(METRICS);
const RATES = ['rate', 'consumeRate', 'limit'];

/**
 * response.p999 → "Response p99.9".
 * @param {string} figure
 */
export function figureLabel(figure) {
  const [metric, statistic = ''] = figure.split('.');
  return `${METRICS[metric] ?? metric} ${statistic === 'p999' ? 'p99.9' : statistic}`.trim();
}

/**
 * A figure's value for display.
 * @param {string} figure
 * @param {number | null} value
 * @param {boolean} measured whether it was measured, so that it falls on an unanswered message if there is no value
 * @returns {Quantity}
 */
export function quantity(figure, value, measured) {
  if (figure === 'errors') return percent(value, 3);
  if (RATES.includes(figure)) return rate(value);
  return micros(value ?? (measured ? Infinity : null));
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
// error rates may change by much less than a thousandth of a point
const significant = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3, useGrouping: false });

/**
 * A change with its sign.
 * @param {string} figure
 * @param {number} change
 */
export function changeText(figure, change) {
  const points = change * 100;
  const size = Math.abs(points);
  const digits = figure === 'errors' ? significant.format(points) : points.toFixed(1);
  const text = size >= 1000 ? whole.format(points) : Number(digits) === 0 ? digits.replace('-', '') : digits;
  return `${Number(digits) > 0 ? '+' : ''}${text} ${figure === 'errors' ? 'pp' : '%'}`;
}

/**
 * The confidence interval of a change; a side without a limit is open.
 * @param {Pick<Api.FigureChange, 'figure' | 'low' | 'high'>} change
 */
export function intervalText({ figure, low, high }) {
  if (low === null) return high === null ? DASH : `${changeText(figure, high)} or less`;
  return high === null
    ? `${changeText(figure, low)} or more`
    : `${changeText(figure, low)} to ${changeText(figure, high)}`;
}

/** @typedef {{ tone: string, shape: import('./icons.js').Shape, word: string, meaning: string }} OutcomeLook */

/** @type {Record<Api.FigureChange['outcome'], OutcomeLook>} */
export const OUTCOMES = {
  BETTER: { tone: 'good', shape: 'check', word: 'better', meaning: 'The interval excludes zero change.' },
  WORSE: { tone: 'bad', shape: 'cross', word: 'worse', meaning: 'The interval excludes zero change.' },
  NO_DIFFERENCE: {
    tone: '',
    shape: 'none',
    word: 'no difference detectable',
    meaning: 'The interval includes zero change, or the change is below the measurement precision.',
  },
  NO_ANSWER: {
    tone: 'none',
    shape: 'dots',
    word: 'not comparable: no answer',
    meaning: 'One side’s figure falls on an unanswered message, which may be chance.',
  },
  TOO_FEW_WINDOWS: {
    tone: 'none',
    shape: 'dots',
    word: 'not comparable: too few windows',
    meaning: 'A run needs 8 whole intervals between its warm-up and the end of its load.',
  },
  TOO_FEW_MESSAGES: {
    tone: 'none',
    shape: 'dots',
    word: 'not comparable: too few messages',
    meaning: 'A percentile needs 10 slower messages in each run.',
  },
  NOT_MEASURED: {
    tone: 'none',
    shape: 'dots',
    word: 'not comparable: not measured',
    meaning: 'A run did not measure this figure, or the runs measured it from different times.',
  },
  SEARCH: {
    tone: 'none',
    shape: 'dots',
    word: 'not comparable: search',
    meaning: 'The loads of limit searches differ; only the limit is compared.',
  },
  INVALID: {
    tone: 'none',
    shape: 'warning',
    word: 'not comparable: invalid',
    meaning: 'A run is INVALID: its figures do not measure Kafka, so none is better or worse.',
  },
};

/**
 * @typedef {object} FigureRow a figure of all sides
 * @property {string} figure
 * @property {Quantity} reference
 * @property {(Api.FigureChange | null)[]} changes one per comparison; null if neither of its sides measured the figure
 */

/** @param {string} figure */
const place = (figure) => {
  const at = METRIC_NAMES.indexOf(figure.split('.')[0]);
  return at < 0 ? METRIC_NAMES.length : at;
};

/**
 * The rows of the table of figures.
 * @param {Api.Comparison[]} comparisons of the reference with each other side
 * @returns {FigureRow[]}
 */
export function figureRows(comparisons) {
  const found = comparisons.map(({ figures }) => new Map(figures.map((change) => [change.figure, change])));
  const names = [...new Set(comparisons.flatMap(({ figures }) => figures.map(({ figure }) => figure)))];
  return names
    .toSorted((a, b) => place(a) - place(b))
    .map((figure) => {
      const changes = found.map((figures) => figures.get(figure) ?? null);
      const value = changes.find((change) => change !== null && change.a !== null)?.a ?? null;
      const measured = changes.some((change) => change !== null && change.outcome !== 'NOT_MEASURED');
      return { figure, reference: quantity(figure, value, measured), changes };
    });
}

/**
 * Whether a row has a detectable change.
 * @param {FigureRow} row
 */
export const isDetected = ({ changes }) =>
  changes.some((change) => change?.outcome === 'BETTER' || change?.outcome === 'WORSE');

/**
 * @typedef {object} ConditionRow a property that differs between the sides
 * @property {string} key
 * @property {unknown[]} reference its distinct values; null stands for a run without the key
 * @property {(unknown[] | null)[]} others one per comparison; null if the values are those of the reference
 */

/**
 * The differing conditions by kind: changed keys of the spec, and everything else.
 * @param {Api.Comparison[]} comparisons of the reference with each other side
 * @returns {{ spec: ConditionRow[], environment: ConditionRow[] }}
 */
export function conditionRows(comparisons) {
  const keys = [...new Set(comparisons.flatMap(({ differences }) => differences.map(({ key }) => key)))];
  const rows = keys.map((key) => {
    const found = comparisons.map(({ differences }) => differences.find((difference) => difference.key === key));
    return {
      key,
      reference: found.find((difference) => difference !== undefined)?.a ?? [],
      others: found.map((difference) =>
        difference === undefined || JSON.stringify(difference.b) === JSON.stringify(difference.a) ? null : difference.b,
      ),
    };
  });
  const isSpec = (/** @type {ConditionRow} */ { key }) => key.startsWith('spec.');
  return {
    spec: rows.filter(isSpec).map((row) => ({ ...row, key: row.key.slice('spec.'.length) })),
    environment: rows.filter((row) => !isSpec(row)),
  };
}

/** @param {unknown} value */
const valueText = (value) =>
  value === null ? DASH : typeof value === 'string' && value !== '' ? value : JSON.stringify(value);

/** @param {unknown[]} values */
export const valuesText = (values) => values.map(valueText).join(' · ');

/**
 * What a reader must know before believing the table.
 * @param {Api.Comparison[]} comparisons of the reference with each other side
 * @returns {{ tone: string, text: string }[]}
 */
export function notes(comparisons) {
  const runs = new Map(comparisons.flatMap(({ a, b }) => [...a, ...b]).map((run) => [run.id, run]));
  const ids = (/** @type {(run: Api.ComparedRun) => boolean} */ chosen) =>
    [...runs.values()]
      .filter(chosen)
      .map(({ id }) => id)
      .join(', ');
  const invalid = ids(({ validity }) => validity === 'INVALID');
  const degraded = ids(({ validity }) => validity === 'DEGRADED');
  const early = ids(({ phase }) => phase !== 'DONE');
  const single = comparisons.some(({ a, b }) => a.length === 1 || b.length === 1);
  return [
    { tone: 'bad', text: invalid && `INVALID: ${invalid}. No figure of these runs is reported as better or worse.` },
    { tone: 'warn', text: degraded && `DEGRADED: ${degraded}. The load tester had problems.` },
    { tone: 'warn', text: early && `Ended early: ${early}. These runs did not send their specified load.` },
    {
      tone: '',
      text: single
        ? 'The interval of a single run covers the variation within the run, not the variation between repeated runs. ' +
          'If nothing changed, 1 in 20 figures may still be reported as different.'
        : '',
    },
  ].filter(({ text }) => text !== '');
}

/**
 * Chart data with the sum of all columns as the only one. Its values are null where a column has none, and everywhere if the run did not
 * measure it: the series then has zeros, which would be drawn as measurements.
 * @param {ChartData} data
 * @param {boolean} measured
 * @returns {ChartData}
 */
export function summed([xs, ...columns], measured) {
  /** @type {(at: number) => number | null} */
  const value = (at) => {
    const values = columns.map((column) => column[at]);
    return values.reduce((sum, next) => (sum === null || next === null ? null : sum + next), 0);
  };
  return [xs, xs.map((_, at) => (measured ? value(at) : null))];
}

/**
 * Chart data of several runs on one time axis, in steps of `step` seconds from the start of each run.
 * @param {ChartData[]} all the x values and one column of each run; rows are at most `step` wide
 * @param {number} step
 * @returns {ChartData}
 */
export function aligned(all, step) {
  const slots = all.map(([xs, ys]) => {
    /** @type {Map<number, number | null>} */
    const slot = new Map();
    xs.forEach((x, at) => {
      const number = Math.floor(Number(x) / step);
      // a gap within a step does not hide the value measured in it
      if (ys[at] !== null || !slot.has(number)) slot.set(number, ys[at]);
    });
    return slot;
  });
  const end = Math.max(0, ...slots.map((slot) => Math.max(-1, ...slot.keys()) + 1));
  const numbers = Array.from({ length: end }, (_, at) => at);
  return [numbers.map((at) => at * step), ...slots.map((slot) => numbers.map((at) => slot.get(at) ?? null))];
}
