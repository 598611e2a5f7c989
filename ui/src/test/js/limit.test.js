import { test } from 'node:test';
import assert from 'node:assert/strict';
import { answer, details } from '../../main/resources/ui/limit.js';

const limit = {
  progress: 'DONE',
  lower: 12400,
  upper: 12760,
  bound: 'OBJECTIVE',
  objective: 'response.p99<20ms',
  held: true,
  remainingSeconds: 0,
  loads: [],
};

test('the limit is a rate, with its bounds and what binds it', () => {
  assert.equal(answer(limit, true), '12,400\u00a0msg/s');
  assert.match(details(limit, true), /between 12,400.* and 12,760.*binding: response.p99<20ms.*confirmed/);
});

test('a limit that something else bounds is at least a rate', () => {
  for (const bound of ['LOAD_TESTER', 'HIGHEST_RATE'])
    assert.match(answer({ ...limit, bound, upper: null }, true), /^at least 12,400/);
  assert.match(details({ ...limit, bound: 'LOAD_TESTER', objective: null }, true), /limited by the load tester/);
  assert.match(answer({ ...limit, lower: null }, true), /^below 12,760/);
});

test('a live search says how far it is', () => {
  const live = {
    ...limit,
    progress: 'SEARCHING',
    lower: null,
    upper: null,
    bound: 'NONE',
    objective: null,
    held: false,
  };
  assert.equal(answer(live, false), 'not known yet');
  assert.equal(answer(live, true), 'unknown');
  assert.match(
    details({ ...live, lower: 4000, progress: 'HOLDING', remainingSeconds: 90 }, false),
    /being confirmed.*1:30 left/,
  );
});
