import { test } from 'node:test';
import assert from 'node:assert/strict';
import {
  changeText,
  detected,
  endedRuns,
  intervalText,
  isCounted,
  measured,
  quantity,
  said,
  sweepOf,
  valuesText,
} from '../../main/resources/ui/sweep.js';

test('the id of a run tells its sweep', () => {
  assert.deepEqual(sweepOf('s-20261201-0412-k3fab-c12-r3'), { sweep: 's-20261201-0412-k3fab', cell: 12, repeat: 3 });
  assert.equal(sweepOf('r-20261201-0412-k3fab'), null);
});

test('each metric has its unit', () => {
  assert.equal(quantity('response.p99', 2500).unit, 'ms');
  assert.equal(quantity('response.p99', null).text, quantity('service.p99', null).text);
  assert.notEqual(quantity('response.p99', null).text, '–');
  assert.equal(quantity('rate', 1000).unit, 'msg/s');
  assert.equal(quantity('consumeRate', 1000).unit, 'msg/s');
  assert.equal(quantity('bytes', 2e6).unit, 'MB/s');
  assert.equal(quantity('errors', 0.015).text, '1.50');
  assert.equal(quantity('lost', 3).text, '3');
});

test('a change has its sign', () => {
  assert.equal(changeText('rate', 0.123), '+12.3 %');
  assert.equal(changeText('response.p99', -0.5), '-50.0 %');
  assert.equal(changeText('errors', 0.001), '+0.10 pp');
  assert.equal(changeText('lost', 2), '+2');
});

test('an effect is detected if it is better or worse', () => {
  assert.equal(detected({ outcome: 'BETTER' }), true);
  assert.equal(detected({ outcome: 'WORSE' }), true);
  assert.equal(detected({ outcome: 'NO_DIFFERENCE' }), false);
  assert.equal(detected({ outcome: 'TOO_FEW_REPEATS' }), false);
});

test('an effect without an interval says why', () => {
  const rate = { metric: 'rate', change: 0.1 };
  assert.equal(intervalText({ ...rate, low: 0.05, high: 0.15, outcome: 'BETTER' }), '+5.0 % – +15.0 %');
  assert.equal(intervalText({ ...rate, low: null, high: null, outcome: 'TOO_FEW_REPEATS' }), 'too few repeats');
});

test('the best cell is said with what it does not differ from', () => {
  assert.equal(said({ outcome: 'BETTER', alike: [] }), 'better than all other cells');
  assert.equal(said({ outcome: 'BETTER', alike: [2] }), 'no difference detectable from cell 2');
  assert.equal(said({ outcome: 'BETTER', alike: [2, 3] }), 'no difference detectable from cells 2, 3');
  assert.equal(said({ outcome: 'NO_DIFFERENCE', alike: [2, 3] }), 'no difference detectable');
  assert.equal(said({ outcome: 'TOO_FEW_REPEATS', alike: [2] }), 'too few repeats: may be chance');
  assert.equal(said({ outcome: 'TOO_FEW_WINDOWS', alike: [2] }), 'too few windows: may be chance');
});

test('the table has the metrics that a cell has measured, and counts ended runs', () => {
  const sweep = {
    cells: [
      { values: { 'producer.acks': 1, 'payload.size': '1KiB' }, figures: [{ metric: 'errors' }], runs: [] },
      {
        values: {},
        figures: [{ metric: 'errors' }, { metric: 'rate' }],
        runs: [{ result: null }, { result: { phase: 'RUNNING' } }, { result: { phase: 'FAILED' } }],
      },
    ],
  };
  assert.deepEqual(measured(sweep), ['rate', 'errors']);
  assert.equal(endedRuns(sweep), 1);
  assert.equal(valuesText(sweep.cells[0]), 'producer.acks=1, payload.size=1KiB');
});

test('a run is counted if it is done and valid enough', () => {
  assert.equal(isCounted({ phase: 'DONE', validity: 'DEGRADED' }), true);
  assert.equal(isCounted({ phase: 'DONE', validity: 'INVALID' }), false);
  assert.equal(isCounted({ phase: 'FAILED', validity: 'VALID' }), false);
});
