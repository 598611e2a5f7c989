import { accepted } from './figures.js';
import { figure } from './format.js';

// The time series of one run, in columns of fixed size. Rows of the same second are merged, and pairs of rows are merged when the
// columns are full. Hours of data at one row per second take less than 1 MB.

/** @type {('sent' | 'failed' | 'indeterminate' | 'payloadBytes' | 'consumed')[]} */
const READ = ['sent', 'failed', 'indeterminate', 'payloadBytes', 'consumed'];
const COUNTS = [...READ, 'accepted'];
/** @typedef {'responseTime' | 'serviceTime' | 'sendLag' | 'endToEnd'} Metric a latency of a row */

// Infinity: the percentile falls on an unanswered message
/** @type {[column: string, metric: Metric, percentile: import('./format.js').Statistic][]} */
const LATENCIES = [
  ['responseP50', 'responseTime', 'p50'],
  ['responseP95', 'responseTime', 'p95'],
  ['responseP99', 'responseTime', 'p99'],
  ['responseP999', 'responseTime', 'p999'],
  ['serviceP50', 'serviceTime', 'p50'],
  ['serviceP99', 'serviceTime', 'p99'],
  ['sendLagP50', 'sendLag', 'p50'],
  ['sendLagP99', 'sendLag', 'p99'],
  ['endToEndP50', 'endToEnd', 'p50'],
  ['endToEndP99', 'endToEnd', 'p99'],
];
/** @type {('second' | 'seconds' | 'target' | 'inFlight' | 'lag')[]} */
const OWN = ['second', 'seconds', 'target', 'inFlight', 'lag'];
const COLUMNS = [...OWN, ...COUNTS, ...LATENCIES.map(([name]) => name)];
const WORST = ['inFlight', 'lag', ...LATENCIES.map(([name]) => name)];

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** @param {Maybe} value */
const number = (value) => (value === null || value === undefined ? NaN : value);
/** @param {number} value */
const maybe = (value) => (Number.isNaN(value) ? null : value);
/**
 * @param {number} a
 * @param {number} b
 */
const worse = (a, b) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.max(a, b));

export class Series {
  constructor(capacity = 4096) {
    this.capacity = capacity;
    this.length = 0;
    this.columns = Object.fromEntries(COLUMNS.map((name) => [name, new Float64Array(capacity)]));
  }

  clear() {
    this.length = 0;
  }

  /**
   * Rows may arrive again, late, or wider than before; a row replaces the rows that it covers.
   * @param {Api.SeriesRow[]} rows
   */
  merge(rows) {
    for (const row of rows) this.#put(row);
  }

  /** @param {Api.SeriesRow} row */
  #put(row) {
    const { second, seconds } = this.columns;
    const end = row.second + row.seconds;
    let from = this.length;
    while (from > 0 && second[from - 1] >= row.second) from--;
    // covered by a wider row from an older, thinned part, which is more complete
    if (from > 0 && second[from - 1] + seconds[from - 1] > row.second) return;
    let to = from;
    while (to < this.length && second[to] < end) {
      if (second[to] + seconds[to] > end) return;
      to++;
    }
    if (from === to && this.length === this.capacity) {
      this.#thin();
      this.#put(row);
      return;
    }
    this.#move(to, from + 1);
    this.#write(from, row);
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  #move(from, to) {
    if (from === to) return;
    for (const name of COLUMNS) this.columns[name].copyWithin(to, from, this.length);
    this.length += to - from;
  }

  /**
   * @param {number} at
   * @param {Api.SeriesRow} row
   */
  #write(at, row) {
    const columns = this.columns;
    for (const name of [...OWN, ...READ]) columns[name][at] = number(row[name]);
    columns.accepted[at] = accepted(row);
    for (const [name, metric, percentile] of LATENCIES) columns[name][at] = number(figure(row[metric], percentile));
  }

  /**
   * Merges pairs into one row: counts add up, rates are averaged over time, and the worse percentile is kept, because percentiles cannot be
   * averaged.
   */
  #thin() {
    const columns = this.columns;
    let write = 0;
    for (let read = 0; read < this.length; read += 2, write++) {
      const other = read + 1;
      const paired = other < this.length;
      for (const name of COLUMNS) columns[name][write] = columns[name][read];
      if (!paired) continue;
      const width = columns.seconds[write];
      columns.seconds[write] = columns.second[other] + columns.seconds[other] - columns.second[write];
      columns.target[write] =
        (columns.target[write] * width + columns.target[other] * columns.seconds[other]) /
        (width + columns.seconds[other]);
      for (const name of COUNTS) columns[name][write] += columns[name][other];
      for (const name of WORST) columns[name][write] = worse(columns[name][write], columns[name][other]);
    }
    this.length = write;
  }

  get end() {
    return this.length === 0 ? 0 : this.columns.second[this.length - 1] + this.columns.seconds[this.length - 1];
  }

  /** The length of the longest row, in seconds. */
  get widest() {
    return this.columns.seconds.subarray(0, this.length).reduce((most, seconds) => Math.max(most, seconds), 0);
  }

  /** When the sender's last response arrived; consumers may continue reading after that. */
  get loadEnd() {
    const { second, seconds, sent, accepted: answered } = this.columns;
    let at = this.length - 1;
    while (at >= 0 && sent[at] === 0 && answered[at] === 0) at--;
    return at < 0 ? 0 : second[at] + seconds[at];
  }

  /**
   * Seconds that each point of a chart covers, so that [from, to) has at most `most` points.
   * @param {number} from
   * @param {number} to
   * @param {number} most
   * @returns {number}
   */
  step(from, to, most) {
    const need = Math.min(to, this.end) - Math.max(from, 0);
    return STEPS.find((step) => need / step <= most) ?? STEPS[STEPS.length - 1];
  }

  /**
   * Chart data: x in seconds after the start, then one array per column; 'accepted/s' is a count divided by the seconds that it covers. A
   * point covers `step` seconds: counts and targets are averages over it, and latencies and messages in flight are the worst values. A gap
   * in time is null.
   * @param {string[]} names
   * @param {number} [step]
   * @returns {ChartData}
   */
  arrays(names, step = 1) {
    const { second, seconds } = this.columns;
    const readers = names.map((name) => this.#reader(name));
    /** @type {ChartData} */
    const out = [[], ...names.map(() => [])];
    /** @type {number | null} */
    let until = null;
    for (let at = 0; at < this.length;) {
      if (until !== null && second[at] > until) this.#push(out, until, () => null);
      let next = at + 1;
      const slot = Math.floor(second[at] / step);
      while (
        next < this.length &&
        Math.floor(second[next] / step) === slot &&
        second[next] === second[next - 1] + seconds[next - 1]
      )
        next++;
      const from = at;
      this.#push(out, second[at], (k) => maybe(readers[k](from, next)));
      until = second[next - 1] + seconds[next - 1];
      at = next;
    }
    return out;
  }

  /**
   * @param {ChartData} out
   * @param {number} x
   * @param {(k: number) => number | null} value
   */
  #push(out, x, value) {
    out[0].push(x);
    for (let k = 1; k < out.length; k++) out[k].push(value(k - 1));
  }

  /** Whether the last row contains only acks, because nothing was due or sent; its rate would look like a dip. */
  get #endsInAnswers() {
    const { sent, target, accepted: answered } = this.columns;
    const last = this.length - 1;
    return last > 0 && sent[last] === 0 && target[last] === 0 && answered[last] > 0;
  }

  /**
   * @param {string} name
   * @returns {(from: number, to: number) => number}
   */
  #reader(name) {
    const { seconds } = this.columns;
    const perSecond = name.endsWith('/s');
    const known = (perSecond || name === 'target') && this.#endsInAnswers ? this.length - 1 : this.length;
    const column = this.columns[perSecond ? name.slice(0, -2) : name];
    if (WORST.includes(name)) return (from, to) => column.subarray(from, to).reduce(worse, NaN);
    return (from, to) => {
      let sum = 0;
      let time = 0;
      for (let at = from; at < Math.min(to, known); at++) {
        sum += perSecond ? column[at] : column[at] * seconds[at];
        time += seconds[at];
      }
      return sum / time;
    };
  }

  /**
   * A column's counts, or those of 'errors', as rates in `slots` equal parts of `span` seconds; null where there is no data yet.
   * @param {string} name
   * @param {number} slots
   * @param {number} span
   */
  slots(name, slots, span) {
    const { second, seconds } = this.columns;
    const { failed, indeterminate } = this.columns;
    const column = name === 'errors' ? failed.map((count, at) => count + indeterminate[at]) : this.columns[name];
    const sums = new Array(slots).fill(0);
    const covered = new Array(slots).fill(0);
    for (let at = 0; at < this.length; at++) {
      // a row may span several slots, each of which gets its share
      const perSecond = column[at] / seconds[at];
      const end = second[at] + seconds[at];
      for (
        let slot = Math.max(0, Math.floor((second[at] / span) * slots));
        slot < slots && (slot * span) / slots < end;
        slot++
      ) {
        const part = Math.min(end, ((slot + 1) * span) / slots) - Math.max(second[at], (slot * span) / slots);
        if (part <= 0) continue;
        sums[slot] += perSecond * part;
        covered[slot] += part;
      }
    }
    return sums.map((sum, slot) => (covered[slot] > 0 ? sum / covered[slot] : null));
  }

  /**
   * The start of the row that contains a moment; the moment itself if there is none.
   * @param {number} moment seconds after the start
   */
  rowStart(moment) {
    const { second, seconds } = this.columns;
    for (let at = 0; at < this.length; at++)
      if (second[at] <= moment && moment < second[at] + seconds[at]) return second[at];
    return moment;
  }

  /**
   * Totals of the rows within [from, to), for a zoomed window.
   * @param {number} from
   * @param {number} to
   */
  window(from, to) {
    const { second, seconds, accepted: answered, failed, indeterminate, responseP99 } = this.columns;
    const sum = { seconds: 0, accepted: 0, errors: 0, worstP99: NaN };
    for (let at = 0; at < this.length; at++) {
      if (second[at] < from || second[at] >= to) continue;
      sum.seconds += seconds[at];
      sum.accepted += answered[at];
      sum.errors += failed[at] + indeterminate[at];
      sum.worstP99 = worse(sum.worstP99, responseP99[at]);
    }
    return { ...sum, worstP99: maybe(sum.worstP99) };
  }
}
