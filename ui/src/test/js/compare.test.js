import { test } from 'node:test';
import assert from 'node:assert/strict';
import {
  OUTCOMES,
  aligned,
  changeText,
  compareHref,
  conditionRows,
  figureLabel,
  figureRows,
  intervalText,
  isDetected,
  lookOf,
  notes,
  picked,
  quantity,
  selection,
  summed,
  valuesText,
  withPick,
} from '../../main/resources/ui/compare.js';

const change = (figure, outcome, values = {}) => ({
  figure,
  a: 1000,
  b: 1100,
  change: 0.1,
  low: 0.05,
  high: 0.15,
  outcome,
  ...values,
});
const run = (id, values = {}) => ({
  id,
  name: 'n',
  phase: 'DONE',
  end: null,
  validity: 'VALID',
  windows: 9,
  ...values,
});
const comparison = (values = {}) => ({
  a: [run('r-1')],
  b: [run('r-2')],
  confidence: 0.95,
  figures: [],
  differences: [],
  failIf: [],
  ...values,
});

test('the runs and the reference are in the URL, and a link leads back to them', () => {
  assert.deepEqual(selection('?runs=r-1,r-2,r-1'), { sides: ['r-1', 'r-2'], reference: 'r-1', problem: null });
  const href = compareHref(['baseline:main', 'r-2'], 'r-2');
  assert.deepEqual(selection(new URL(href, 'http://host').search), {
    sides: ['baseline:main', 'r-2'],
    reference: 'r-2',
    problem: null,
  });
});

test('a URL that cannot be compared says why', () => {
  assert.match(selection('').problem, /runs lists 0; it takes 2 to 5/);
  assert.match(selection('?runs=a,b,c,d,e,f').problem, /runs lists 6/);
  assert.match(selection('?runs=a,b&reference=c').problem, /reference c is not one of the runs/);
  assert.match(selection('?runs=a,<b>').problem, /<b> is neither a run id nor baseline:NAME/);
});

test('runs are selected one by one, at most five', () => {
  assert.deepEqual(picked('?compare=a,b'), ['a', 'b']);
  assert.equal(withPick(['a', 'b'], 'c'), 'a,b,c');
  assert.equal(withPick(['a', 'b'], 'a'), 'b');
  assert.equal(withPick(['a'], 'a'), null);
  assert.equal(withPick(['a', 'b', 'c', 'd', 'e'], 'f'), 'a,b,c,d,e');
});

test('every side has its own letter, colour and dashes', () => {
  const looks = [0, 1, 2, 3, 4].map(lookOf);
  assert.deepEqual(
    looks.map(({ letter }) => letter),
    ['A', 'B', 'C', 'D', 'E'],
  );
  assert.equal(new Set(looks.map(({ token }) => token)).size, 5);
});

test('changes have a sign, and errors change by percentage points', () => {
  assert.equal(changeText('response.p99', 0.1234), '+12.3 %');
  assert.equal(changeText('rate', -0.02), '-2.0 %');
  assert.equal(changeText('rate', -0.00001), '0.0 %');
  assert.equal(changeText('response.p99', 12.5), '+1,250 %');
  assert.equal(changeText('errors', 0.0015), '+0.15 pp');
  assert.equal(changeText('errors', 0), '0 pp');
  assert.equal(changeText('errors', 0.00000123), '+0.000123 pp');
  assert.equal(changeText('errors', -0.123456), '-12.3 pp');
});

test('an interval can be open', () => {
  assert.equal(intervalText({ figure: 'rate', low: -0.01, high: 0.02 }), '-1.0 % to +2.0 %');
  assert.equal(intervalText({ figure: 'rate', low: 0.01, high: null }), '+1.0 % or more');
  assert.equal(intervalText({ figure: 'rate', low: null, high: 0.01 }), '+1.0 % or less');
  assert.equal(intervalText({ figure: 'rate', low: null, high: null }), '–');
});

test('a figure has its unit, and falls on an unanswered message if it was measured without a value', () => {
  assert.equal(figureLabel('response.p999'), 'Response p99.9');
  assert.equal(figureLabel('rate'), 'Achieved rate');
  assert.equal(quantity('response.p99', 1500, true).text, '1.5');
  assert.equal(quantity('response.p99', null, true).text, 'no answer');
  assert.equal(quantity('response.p99', null, false).text, '–');
  assert.equal(quantity('errors', 0.01, true).unit, '%');
});

test('only better and worse are coloured as such, and every outcome has an icon and a word', () => {
  for (const [outcome, { tone, shape, word }] of Object.entries(OUTCOMES)) {
    assert.equal(tone === 'good', outcome === 'BETTER', outcome);
    assert.equal(tone === 'bad', outcome === 'WORSE', outcome);
    assert.ok(shape && word);
  }
  assert.equal(OUTCOMES.INVALID.word, 'not comparable: invalid');
});

test('the table has a row per figure of any pair, the rate first', () => {
  const rows = figureRows([
    comparison({ figures: [change('response.p99', 'WORSE'), change('rate', 'NO_DIFFERENCE')] }),
    comparison({
      figures: [change('endToEnd.p99', 'NOT_MEASURED', { a: null, change: null }), change('rate', 'BETTER')],
    }),
  ]);

  assert.deepEqual(
    rows.map(({ figure }) => figure),
    ['rate', 'response.p99', 'endToEnd.p99'],
  );
  assert.deepEqual(
    rows[1].changes.map((found) => found?.outcome ?? null),
    ['WORSE', null],
  );
  assert.equal(rows[2].reference.text, '–');
  assert.deepEqual(rows.map(isDetected), [true, true, false]);
});

test('only differing conditions are rows, and a side like the reference is marked', () => {
  const { spec, environment } = conditionRows([
    comparison({ differences: [{ key: 'spec.producer.acks', a: ['all'], b: ['1'] }] }),
    comparison({
      differences: [
        { key: 'version', a: ['1.0'], b: ['1.1'] },
        { key: 'spec.rate', a: [1, 2], b: [1, 2] },
      ],
    }),
  ]);

  assert.deepEqual(spec, [
    { key: 'producer.acks', reference: ['all'], others: [['1'], null] },
    { key: 'rate', reference: [1, 2], others: [null, null] },
  ]);
  assert.deepEqual(environment, [{ key: 'version', reference: ['1.0'], others: [null, ['1.1']] }]);
  assert.equal(valuesText(['all', null, 5, [1, 2], '']), 'all · – · 5 · [1,2] · ""');
});

test('notes name the runs that must not be trusted', () => {
  const texts = notes([
    comparison({ b: [run('r-2', { validity: 'INVALID' })] }),
    comparison({ b: [run('r-3', { validity: 'DEGRADED', phase: 'STOPPED' })] }),
  ]).map(({ text }) => text);

  assert.match(texts[0], /^INVALID: r-2\./);
  assert.match(texts[1], /^DEGRADED: r-3\./);
  assert.match(texts[2], /^Ended early: r-3\./);
  assert.match(texts[3], /single run/);
  const repeats = { a: [run('r-1'), run('r-2')], b: [run('r-3'), run('r-4')] };
  assert.deepEqual(notes([comparison(repeats)]), []);
});

test('runs of different lengths and widths share a time axis that begins at their starts', () => {
  const data = aligned(
    [
      [
        [0, 1, 2, 3],
        [null, 10, 20, null],
      ],
      [
        [0, 4],
        [5, 6],
      ],
    ],
    2,
  );

  assert.deepEqual(data, [
    [0, 2, 4],
    [10, 20, null],
    [5, null, 6],
  ]);
  assert.deepEqual(aligned([[[], []]], 1), [[], []]);
});

test('a column that a run did not measure is not drawn as zero', () => {
  const data = [
    [0, 1, 2],
    [1, null, 0],
    [2, 3, 0],
  ];

  assert.deepEqual(summed(data, true), [
    [0, 1, 2],
    [3, null, 0],
  ]);
  assert.deepEqual(summed(data, false), [
    [0, 1, 2],
    [null, null, null],
  ]);
  assert.deepEqual(summed([[0], [Infinity]], true), [[0], [Infinity]]);
});
