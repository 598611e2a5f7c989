import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Series } from '../../main/resources/ui/series.js';

const latency = (p99) => ({
  count: p99 === null ? 0 : 1,
  mean: p99,
  p50: p99,
  p90: p99,
  p95: p99,
  p99,
  p999: p99,
  p9999: p99,
  max: p99,
});
const row = (second, accepted, { seconds = 1, p99 = 100, target = 10, aborted = 0 } = {}) => ({
  second,
  seconds,
  target,
  sent: accepted,
  acked: accepted - aborted,
  aborted,
  failed: 0,
  indeterminate: 0,
  payloadBytes: accepted * 8,
  inFlight: 1,
  responseTime: latency(p99),
  serviceTime: latency(p99),
  sendLag: latency(p99),
});
const seconds = (series) => series.arrays([])[0];

test('rows that come again replace, and late ones find their place', () => {
  const series = new Series(16);
  series.merge([row(0, 1), row(1, 2), row(3, 4)]);
  series.merge([row(1, 20), row(2, 3), row(3, 4)]);

  assert.deepEqual(series.arrays(['accepted']), [
    [0, 1, 2, 3],
    [1, 20, 3, 4],
  ]);
});

test('the last responses after the end are no rate', () => {
  const series = new Series(16);
  series.merge([row(0, 10), row(1, 10), { ...row(2, 3, { target: 0 }), sent: 0 }]);

  assert.deepEqual(series.arrays(['accepted/s', 'target', 'responseP99']), [
    [0, 1, 2],
    [10, 10, null],
    [10, 10, null],
    [100, 100, 100],
  ]);
  assert.equal(series.window(0, 3).accepted, 23);
});

test('a message that was aborted on purpose was accepted', () => {
  const series = new Series(16);
  series.merge([row(0, 10, { aborted: 10 }), { ...row(1, 4, { aborted: 4, target: 0 }), sent: 0 }]);

  assert.deepEqual(series.arrays(['accepted/s']), [
    [0, 1],
    [10, null],
  ]);
  assert.equal(series.window(0, 2).accepted, 14);
  assert.equal(series.loadEnd, 2);
});

test('a hole in time is a gap in the chart', () => {
  const series = new Series(16);
  series.merge([row(0, 1), row(4, 2)]);

  assert.deepEqual(series.arrays(['accepted']), [
    [0, 1, 4],
    [1, null, 2],
  ]);
});

test('a wider row replaces what lies within it, and a narrow one does not split a wider', () => {
  const series = new Series(16);
  series.merge([row(0, 1), row(1, 1), row(2, 1)]);
  series.merge([row(0, 2, { seconds: 2 })]);
  series.merge([row(1, 99)]);

  assert.deepEqual(series.arrays(['accepted', 'accepted/s']), [
    [0, 2],
    [2, 1],
    [1, 1],
  ]);
});

test('what was not measured is null, not 0', () => {
  const series = new Series(16);
  series.merge([row(0, 0, { p99: null, target: null })]);

  assert.deepEqual(series.arrays(['responseP99', 'target']), [[0], [null], [null]]);
});

test('a percentile that was not answered is above every other, in thinning and in a window too', () => {
  const series = new Series(16);
  const silent = { ...latency(null), unanswered: 4 };
  series.merge([row(0, 1, { p99: 900 }), { ...row(1, 0), responseTime: silent }, row(2, 1)]);

  assert.deepEqual(series.arrays(['responseP99']), [
    [0, 1, 2],
    [900, Infinity, 100],
  ]);
  assert.deepEqual(series.arrays(['responseP99'], 5), [[0], [Infinity]]);
  assert.equal(series.window(0, 3).worstP99, Infinity);
});

test('hours stay within the capacity, and no message is lost in thinning', () => {
  const series = new Series(64);
  const hours = 3 * 3600;
  const at = (second) => row(second, 10, { p99: second === 77 ? 5000 : 100 });
  for (let second = 0; second < hours; second++) series.merge([at(Math.max(0, second - 1)), at(second)]);

  assert.ok(series.length <= 64);
  assert.equal(series.end, hours);
  const [, rate, p99] = series.arrays(['accepted/s', 'responseP99']);
  assert.equal(series.window(0, hours).accepted, hours * 10);
  assert.ok(rate.every((value) => value === 10));
  assert.equal(Math.max(...p99), 5000);
  assert.deepEqual(
    seconds(series),
    [...seconds(series)].sort((a, b) => a - b),
  );
});

test('a wide view has few points: rates averaged, latencies at their worst, holes kept', () => {
  const series = new Series(64);
  for (let second = 0; second < 20; second++)
    if (second !== 12) series.merge([row(second, second < 10 ? 10 : 20, { p99: second === 3 ? 900 : 100 })]);

  assert.equal(series.step(0, 20, 480), 1);
  assert.equal(series.step(0, 20, 4), 5);
  assert.deepEqual(series.arrays(['accepted/s', 'responseP99'], 5), [
    [0, 5, 10, 12, 13, 15],
    [10, 10, 20, null, 20, 20],
    [900, 100, 100, null, 100, 100],
  ]);
});

test('slots spread the rows over equal parts', () => {
  const series = new Series(16);
  series.merge([row(0, 10), row(1, 20), row(2, 40, { seconds: 2 })]);

  assert.deepEqual(series.slots('accepted', 4, 8), [15, 20, null, null]);
});

test('a window sums its rows and keeps the worst percentile', () => {
  const series = new Series(16);
  series.merge([row(0, 10), row(1, 20, { p99: 900 }), row(2, 30)]);

  assert.deepEqual(series.window(1, 3), { seconds: 2, accepted: 50, errors: 0, worstP99: 900 });
});
