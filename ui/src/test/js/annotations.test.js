import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Series } from '../../main/resources/ui/series.js';
import { effects } from '../../main/resources/ui/annotations.js';

const latency = (p99) => ({ count: 1, mean: p99, p50: p99, p90: p99, p95: p99, p99, p999: p99, p9999: p99, max: p99 });
const row = (second, acked, p99, { seconds = 1, failed = 0 } = {}) => ({
  second,
  seconds,
  target: acked,
  sent: acked,
  acked,
  aborted: 0,
  failed,
  indeterminate: 0,
  payloadBytes: 0,
  inFlight: 0,
  responseTime: latency(p99),
  serviceTime: latency(p99),
  sendLag: latency(p99),
});
const annotation = (second) => ({
  kind: 'ANNOTATION',
  at: '2026-11-30T10:00:00Z',
  second,
  message: 'restarted',
  args: {},
});

test('figures before, during and after an annotation', () => {
  const series = new Series(200);
  for (let second = 0; second < 100; second++)
    series.merge([
      row(second, second < 50 ? 10 : second < 60 ? 4 : 8, second === 55 ? 900 : 100, { failed: second === 51 ? 2 : 0 }),
    ]);

  const [{ before, during, after }] = effects([{ kind: 'PHASE', second: 3 }, annotation(50.7)], series);

  assert.deepEqual(before, { seconds: 30, accepted: 300, errors: 0, worstP99: 100 });
  assert.deepEqual(during, { seconds: 10, accepted: 40, errors: 2, worstP99: 900 });
  assert.deepEqual(after, { seconds: 30, accepted: 240, errors: 0, worstP99: 100 });
});

test('a row belongs to the part in which it begins, however long it is', () => {
  const series = new Series(16);
  series.merge([row(0, 10, 1, { seconds: 20 }), row(20, 20, 2, { seconds: 20 }), row(40, 30, 3, { seconds: 20 })]);

  const [{ before, during, after }] = effects([annotation(35)], series);

  assert.equal(before.accepted, 10);
  assert.equal(during.accepted, 20);
  assert.equal(after.accepted, 30);
});

test('an annotation before the start has no figures, and one after the end only those before it', () => {
  const series = new Series(16);
  series.merge([row(0, 10, 1)]);

  const [late, ...others] = effects([annotation(null), annotation(-2), annotation(5)], series);

  assert.equal(others.length, 0);
  assert.equal(late.before.accepted, 10);
  assert.equal(late.during.seconds, 0);
  assert.equal(late.after.seconds, 0);
});
