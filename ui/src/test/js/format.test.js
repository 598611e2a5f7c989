import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as f from '../../main/resources/ui/format.js';

test('what was not measured is a dash, never 0', () => {
  for (const format of [f.count, f.rate, f.micros, f.bytes, f.bytesPerSecond, f.percent, f.span, f.cores]) {
    assert.equal(format(null).text, f.DASH);
    assert.equal(format(undefined).text, f.DASH);
    assert.equal(format(NaN).text, f.DASH);
    assert.notEqual(format(0).text, f.DASH);
  }
  assert.equal(f.clock(null), f.DASH);
  assert.equal(f.human(null), f.DASH);
});

test('numbers keep three digits and round up into the next unit', () => {
  assert.equal(f.human(49912), '49.9k');
  assert.equal(f.human(9999), '9,999');
  assert.equal(f.human(999960), '1M');
  assert.equal(f.human(1000000), '1M');
  assert.equal(f.human(999.9), '1,000');
  assert.equal(f.human(0.5), '0.5');
  assert.equal(f.human(-12345), '-12.3k');
});

test('only one is singular', () => {
  assert.deepEqual(
    [0, 1, 2, 2000].map((number) => f.counted(number, 'worker')),
    ['0 workers', '1 worker', '2 workers', '2,000 workers'],
  );
});

test('times choose their unit', () => {
  const show = (value) => `${f.micros(value).text} ${f.micros(value).unit}`;
  assert.equal(show(0), '0 µs');
  assert.equal(show(812), '812 µs');
  assert.equal(show(2100), '2.1 ms');
  assert.equal(show(8123), '8.12 ms');
  assert.equal(show(999960), '1 s');
  assert.equal(show(1.5e6), '1.5 s');
  assert.equal(show(180e6), '3 min');
  assert.equal(f.micros(8123).exact, '8,123 µs');
});

test('the target max is a word', () => {
  assert.equal(f.target(null).text, 'max');
  assert.equal(f.target(1000).text, '1,000');
});

test('sizes and shares carry their unit', () => {
  assert.deepEqual(f.bytes(16384), { text: '16.4', unit: 'kB', exact: '16,384 bytes' });
  assert.equal(f.bytesPerSecond(51200000).unit, 'MB/s');
  assert.equal(f.percent(0.0005, 3).text, '0.050');
  assert.equal(f.percent(0.64).text, '64');
});

test('clocks', () => {
  assert.equal(f.clock(0.84), '0.8 s');
  assert.equal(f.clock(9.97), '10 s');
  assert.equal(f.clock(59.6), '1:00');
  assert.equal(f.clock(252), '4:12');
  assert.equal(f.clock(3723), '1:02:03');
  assert.equal(f.axisClock(0), '0:00');
  assert.equal(f.axisClock(7325), '2:02:05');
});

test('moments', () => {
  assert.equal(f.moment('2026-11-23T04:12:07.123Z'), '2026-11-23 04:12:07 UTC');
  assert.equal(f.moment(null), f.DASH);
  assert.equal(f.ago('2026-11-23T04:12:00Z', Date.parse('2026-11-23T04:12:10Z')), 'just now');
  assert.equal(f.ago('2026-11-23T04:00:00Z', Date.parse('2026-11-23T04:12:10Z')), '12 min ago');
});

test('an objective is shown in the unit of its metric', () => {
  const got = (expression, actual) => f.objectiveValue({ expression, actual, met: actual === null ? null : true });
  assert.equal(got('response.p99<20ms', 8100).unit, 'ms');
  assert.equal(got('errors<0.1%', 0.0004).unit, '%');
  assert.equal(got('rate>990', 998.2).unit, 'msg/s');
  assert.deepEqual([got('rate>=99%', 0.998).text, got('rate>=99%', 0.998).unit], ['99.800', '%']);
  assert.equal(got('sendLag.p99<1ms', 400).unit, 'µs');
  assert.equal(got('endToEnd[slow.one].p99<1s', 400).unit, 'µs');
  assert.equal(got('response[orders].p99<1s', 400).unit, 'µs');
  assert.equal(got('rate[orders]>=100', 120).unit, 'msg/s');
  assert.equal(got('consumeRate[slow]>=100', 120).unit, 'msg/s');
  assert.equal(got('lag<100', 120).text, '120');
  assert.equal(got('response.p99<20ms', null).text, f.DASH);
});

test('the other times and shares have their units too', () => {
  const got = (expression, actual, met = true) => f.objectiveValue({ expression, actual, met });
  assert.equal(got('throttle<1%', 0.004).unit, '%');
  assert.deepEqual([got('catchUp[slow]<10s', 2.5e6).text, got('catchUp[slow]<10s', 2.5e6).unit], ['2.5', 's']);
  assert.equal(got('rebalance<5s', 300_000).unit, 'ms');
  assert.equal(got('catchUp<10s', null, false).text, 'not caught up');
  assert.equal(got('catchUp<10s', null, null).text, f.DASH);
});

test('an objective on a percentile among unanswered messages got no answer', () => {
  for (const expression of ['response.p99<20ms', 'response[orders].p99<20ms', 'endToEnd[slow].p99<20ms']) {
    assert.equal(f.objectiveValue({ expression, actual: null, met: false }).text, 'no answer');
    assert.equal(f.objectiveValue({ expression, actual: null, met: null }).text, f.DASH);
  }
});

test('no answer is not a dash', () => {
  assert.equal(f.figure({ unanswered: 0, p99: 5 }, 'p99'), 5);
  assert.equal(f.figure({ unanswered: 2, p99: 5 }, 'p99'), 5);
  assert.equal(f.figure({ unanswered: 2, p99: null }, 'p99'), Infinity);
  assert.equal(f.figure({ unanswered: 0, p99: null }, 'p99'), null);
  assert.equal(f.figure(undefined, 'p99'), null);
  assert.equal(f.micros(Infinity).text, 'no answer');
});

test('a response time objective is a line that a chart can draw', () => {
  assert.deepEqual(f.responseBound('response.p99<20ms'), { percentile: 'p99', micros: 20000 });
  assert.deepEqual(f.responseBound('response.p999 <= 1.5s'), { percentile: 'p999', micros: 1.5e6 });
  assert.equal(f.responseBound('rate>990'), null);
});

test('a long text is cut', () => {
  assert.equal(f.shortened('orders-{0..9}'), 'orders-{0..9}');
  assert.equal(f.shortened('x'.repeat(60)).length, 60);
  assert.equal(f.shortened('x'.repeat(61)), 'x'.repeat(59) + '…');
});
