import { test } from 'node:test';
import assert from 'node:assert/strict';
import {
  finite,
  infiniteRuns,
  linearRange,
  logRange,
  logSplits,
  stepUp,
} from '../../main/resources/ui/charts/chart-scales.js';
import { bars } from '../../main/resources/ui/charts/partition-bars.js';
import { percentileAxis, percentileData, percentileLabel } from '../../main/resources/ui/charts/percentiles.js';

test('a range ends on a round step, so that it does not twitch with every point', () => {
  assert.equal(stepUp(1040), 1200);
  assert.equal(stepUp(1200), 1200);
  assert.equal(stepUp(0), 1);
  assert.deepEqual(linearRange(1000), linearRange(1010));
});

test('a log range is at least a decade and holds the objective’s line', () => {
  assert.deepEqual(logRange(1000, 1100), [150, 1500]);
  const [low, high] = logRange(900, 20000);
  assert.ok(low <= 900 && high >= 20000);
  assert.deepEqual(logRange(null, 0), [100, 100000]);
});

test('a log axis has as many lines as there is room for', () => {
  assert.deepEqual(logSplits(100, 10000, 20), [100, 200, 500, 1000, 2000, 5000, 10000]);
  assert.deepEqual(logSplits(100, 10000, 4), [100, 300, 1000, 3000, 10000]);
  assert.deepEqual(logSplits(100, 10000, 2), [100, 1000, 10000]);
});

const latency = (count) => ({ count, unanswered: 0, p50: 1, p90: 2, p95: 3, p99: 4, p999: 5, p9999: 6, max: 7 });

test('only percentiles that the count can tell apart are points, and the last is the maximum', () => {
  const [xs, ys] = percentileData([latency(100)]);

  assert.deepEqual(ys, [1, 2, 3, 4, 7]);
  assert.equal(percentileLabel(xs[1], xs.at(-1)), '90 %');
  assert.equal(percentileLabel(xs[3], xs.at(-1)), '99 %');
  assert.equal(percentileLabel(xs[4], xs.at(-1)), 'max');
});

test('each run has points for the percentiles that its own count can tell apart', () => {
  const [xs, few, many] = percentileData([latency(100), latency(10000)]);

  assert.equal(xs.length, 7);
  assert.deepEqual(few, [1, 2, 3, 4, null, null, 7]);
  assert.deepEqual(many, [1, 2, 3, 4, 5, 6, 7]);
  const { from, format } = percentileAxis([xs]);
  assert.equal(format(Number(from)), '50 %');
  assert.equal(format(xs[6]), 'max');
});

test('nothing measured draws nothing', () => {
  assert.deepEqual(percentileData([latency(0), latency(0)]), [[], [], []]);
});

test('percentiles among the unanswered are points without a finite value', () => {
  const [, ys] = percentileData([
    { count: 90, unanswered: 10, p50: 1, p90: 2, p95: null, p99: null, p999: null, p9999: null, max: null },
  ]);

  assert.deepEqual(ys, [1, 2, Infinity, Infinity, Infinity]);
});

test('a chart scales by what is finite, and draws the rest where it is', () => {
  const column = [Infinity, 1, null, Infinity, Infinity, 2, Infinity];

  assert.deepEqual(finite(column), [null, 1, null, null, null, 2, null]);
  assert.deepEqual(infiniteRuns(column), [
    [0, 0],
    [3, 4],
    [6, 6],
  ]);
  assert.deepEqual(infiniteRuns([1, null]), []);
});

test('more partitions than bars share bars, with the fullest of each', () => {
  assert.deepEqual(bars([3, 1]), [
    { first: 0, last: 0, records: 3 },
    { first: 1, last: 1, records: 1 },
  ]);
  const many = bars(Array.from({ length: 501 }, (_, partition) => partition));
  assert.equal(many.length, 167);
  assert.deepEqual(many[0], { first: 0, last: 2, records: 2 });
  assert.deepEqual(many.at(-1), { first: 498, last: 500, records: 500 });
});
