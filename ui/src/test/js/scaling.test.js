import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandFor, parseReplicas, takesFromARun } from '../../main/resources/ui/scaling.js';

test('a number of workers is whole and within the limit', () => {
  assert.equal(parseReplicas('0', 32), 0);
  assert.equal(parseReplicas(' 32 ', 32), 32);
  for (const text of ['', '33', '-1', '1.5', '1e1', 'many']) assert.equal(parseReplicas(text, 32), null, text);
});

test('the command names the number wherever it stands', () => {
  assert.equal(commandFor('scale --replicas={replicas} # {replicas}', 4), 'scale --replicas=4 # 4');
});

test('fewer workers take something only from a run that goes on', () => {
  const active = (phase) => [{ phase: 'QUEUED' }, { phase }];
  assert.equal(takesFromARun(1, 2, active('RUNNING')), true);
  assert.equal(takesFromARun(1, 2, active('PREPARING')), true);
  assert.equal(takesFromARun(2, 2, active('RUNNING')), false);
  assert.equal(takesFromARun(3, 2, active('RUNNING')), false);
  assert.equal(takesFromARun(1, 2, active('QUEUED')), false);
  assert.equal(takesFromARun(1, 2, active('DONE')), false);
  assert.equal(takesFromARun(1, 2, []), false);
});
