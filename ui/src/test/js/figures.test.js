import { test } from 'node:test';
import assert from 'node:assert/strict';
import { accepted, ending, readsOnly, sumOf } from '../../main/resources/ui/figures.js';

test('a run at rate max or in stages sends', () => {
  assert.ok(readsOnly({ rate: 0 }));
  assert.ok(!readsOnly({ rate: 'max' }));
  assert.ok(!readsOnly({ rate: null }));
});

test('what was acked or aborted on purpose was accepted', () => {
  assert.equal(accepted({ acked: 3, aborted: 4 }), 7);
});

test('groups add up', () => {
  assert.equal(sumOf([], 'lag'), 0);
  assert.equal(sumOf([{ records: 3 }, { records: 4 }], 'records'), 7);
});

test('a notification about the end of a run names it and its verdicts', () => {
  const verdict = { objectives: 'PASS', validity: 'VALID', integrity: 'INTACT' };
  const run = { id: 'r-1', phase: 'DONE', reason: null, verdict, spec: { name: 'nightly' } };
  assert.deepEqual(ending(run), {
    title: 'nightly: DONE',
    body: 'Objectives PASS, measurement VALID, integrity INTACT',
  });
  const failed = ending({ ...run, spec: { name: '' }, phase: 'FAILED', reason: 'no worker' });
  assert.deepEqual(failed.title, 'r-1: FAILED');
  assert.match(failed.body, /\nno worker$/);
});
