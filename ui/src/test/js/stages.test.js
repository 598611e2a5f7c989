import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as s from '../../main/resources/ui/stages.js';

test('stages with a duration and a target are a short text, others a list', () => {
  assert.deepEqual(s.parseStages(' 2m:10k, 0s:20k'), [
    { duration: '2m', target: '10k' },
    { duration: '0s', target: '20k' },
  ]);
  assert.deepEqual(s.parseStages(' '), []);
  for (const wrong of ['2m', '2m:1:2', '[', '[1]', '[[]]', '{}']) assert.equal(s.parseStages(wrong), null, wrong);

  for (const text of ['', '2m:10k,:5', '[{"duration":"2m","target":"10k","name":"up"},\n {"pause":"30s"}]'])
    assert.equal(s.formatStages(s.parseStages(text)), text);
});

test('every kind of stage has its values by path', () => {
  for (const [kind, { fields, first }] of Object.entries(s.KINDS)) {
    assert.equal(s.kindOf(first), kind);
    for (const { path } of fields) assert.equal(s.valueOf(s.withValue(first, path, '7'), path), '7');
  }
  assert.deepEqual(s.withValue({ spike: { base: '1', peak: '2' } }, 'spike.peak', ''), { spike: { base: '1' } });
  assert.equal(s.kindOf(s.withValue({ pause: '1s' }, 'pause', '')), 'pause');
  assert.equal(s.valueOf(s.withValue(s.KINDS.steps.first, 'size', '4KiB'), s.SIZE.path), '4KiB');
  assert.equal(s.valueOf({ size: { uniform: { min: 1, max: 2 } } }, 'size'), '{"uniform":{"min":1,"max":2}}');
  assert.deepEqual(s.withValue({ duration: '1m', size: '5' }, 'size', ''), { duration: '1m' });
  assert.deepEqual(s.moved(['a', 'b', 'c'], 2, 0), ['c', 'a', 'b']);
});

const STAGES = [
  { duration: '2m', target: 10000 },
  { steps: { from: 20000, by: 5000, times: 3, hold: '1m', ramp: '0s' } },
  { spike: { base: 10000, peak: 50000, rise: '1s', hold: '1s', fall: '1s' } },
  { sine: { mean: 30000, amplitude: 1000, period: '1m', startAt: 'peak', duration: '2m' } },
  { pause: '30s' },
];

test('a planned rate in words', () => {
  const staged = { rate: null, load: { arrivals: 'uniform', stages: STAGES, repeat: 2 } };
  assert.equal(s.plannedRate(staged).text, '5 stages ×\u00a02, 10k–50k');
  assert.equal(s.peakRate(staged), 50000);
  const hold = { rate: null, load: { arrivals: 'uniform', stages: STAGES.slice(0, 1), repeat: 1 } };
  assert.equal(s.plannedRate(hold).text, '1 stage, 10k');
  const fixed = { arrivals: 'uniform', stages: null, repeat: null };
  assert.equal(s.plannedRate({ rate: 1000, load: fixed }).text, '1,000');
  assert.equal(s.plannedRate({ rate: 'max', load: fixed }).text, 'rate max');
  assert.equal(s.peakRate({ rate: 'max', load: fixed }), null);

  assert.deepEqual(
    STAGES.map((stage) => s.stageText(stage, 0)),
    ['0 → 10k', '3 steps 20k–30k', 'spike 10k → 50k', 'wave 29k–31k', 'pause'],
  );
  assert.equal(s.stageText(STAGES[0], 10000), 'hold 10k');
  assert.equal(s.stageText({ ...STAGES[0], size: 4000 }, 10000), 'hold 10k, 4\u00a0kB');
  const sizes = { uniform: { min: 300, max: 2000 } };
  assert.equal(s.stageText({ ...STAGES[2], size: sizes }), 'spike 10k → 50k, 300\u00a0B–2\u00a0kB');
  assert.equal(s.stageText({ ...STAGES[0], size: { histogram: { 5: 1 } } }), 'to 10k, sizes of a histogram');
});

test('a planned rate as a line', () => {
  const profile = [
    { second: 0, rate: 0 },
    { second: 5, rate: 100 },
    { second: 10, rate: 100 },
  ];
  assert.equal(s.profileLine(profile, 10, 100), 'M0 58L50 12L100 12');
});

test('stages are marked on a chart where they were planned', () => {
  const zones = s.stageZones({
    arrivals: 'uniform',
    stages: [...STAGES, { duration: '0s', target: 1, name: 'x' }],
    repeat: 2,
  });
  assert.equal(zones.length, 10);
  assert.deepEqual(
    zones.slice(0, 6).map(({ label, from }) => [label, from]),
    [
      ['to 10k', 0],
      ['3 steps 20k–30k', 120],
      ['spike 10k → 50k', 300],
      ['wave 29k–31k', 303],
      ['pause', 423],
      ['to 10k', 453],
    ],
  );
  const steps = { from: 1, by: 1, times: 3, hold: '1h20m', ramp: '500ms' };
  assert.equal(s.stageZones({ arrivals: 'uniform', stages: [{ steps }], repeat: 1 })[0].to, 3 * 4800 + 1);
  assert.deepEqual(s.stageZones({ arrivals: 'uniform', stages: STAGES, repeat: 9 }), []);
  assert.deepEqual(s.stageZones({ arrivals: 'uniform', stages: null, repeat: null }), []);
});

test('a result is labelled with the name or number of its stage, its level and its repetition', () => {
  const label = (/** @type {object} */ result) =>
    s.stageLabel({ stage: 0, repetition: 0, level: null, name: null, ...result });
  assert.equal(label({}), 'stage 1');
  assert.equal(label({ name: 'plateau', repetition: 2 }), 'plateau, repetition 3');
  assert.equal(label({ stage: 1, level: 1, repetition: 2 }), 'stage 2, level 2, repetition 3');
  assert.equal(label({ stage: 1, level: 2, name: 'stairs' }), 'stairs, level 3');
});
