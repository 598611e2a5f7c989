import { test } from 'node:test';
import assert from 'node:assert/strict';
import { isPage, parse, withQuery } from '../../main/resources/ui/router.js';

const at = (path) => parse(new URL(path, 'http://host'));

test('every path has its page', () => {
  assert.deepEqual(at('/'), { page: 'runs', id: null });
  assert.deepEqual(at('/runs?q=a'), { page: 'runs', id: null });
  assert.deepEqual(at('/runs/new?spec={}'), { page: 'new', id: null });
  assert.deepEqual(at('/runs/r-20261123-0412-k3f'), { page: 'run', id: 'r-20261123-0412-k3f' });
  assert.deepEqual(at('/runs/r-1/report'), { page: 'report', id: 'r-1' });
  assert.deepEqual(at('/compare?runs=a,b'), { page: 'compare', id: null });
  assert.deepEqual(at('/sweeps'), { page: 'sweeps', id: null });
  assert.deepEqual(at('/sweeps/s-1'), { page: 'sweep', id: 's-1' });
  assert.equal(at('/sweeps/s-1/else').page, 'missing');
  assert.deepEqual(at('/schedules'), { page: 'schedules', id: null });
  assert.deepEqual(at('/fleet/'), { page: 'fleet', id: null });
  assert.deepEqual(at('/cluster'), { page: 'cluster', id: null });
  assert.equal(at('/runs/r-1/else').page, 'missing');
  assert.equal(at('/openapi.yaml').page, 'missing');
});

test('links to files, to the API and to other hosts stay the browser’s', () => {
  const page = (href) => isPage(new URL(href, 'http://host'), 'http://host');
  assert.equal(page('/runs'), true);
  assert.equal(page('/api/runs/r-1/series.csv'), false);
  assert.equal(page('/openapi.yaml'), false);
  assert.equal(page('http://other/runs'), false);
});

test('a query is changed key by key, and an empty value takes its key out', () => {
  assert.equal(withQuery('?q=a&phase=DONE', { q: 'b c' }), '?q=b+c&phase=DONE');
  assert.equal(withQuery('?q=a', { q: '' }), '');
  assert.equal(withQuery('', { q: null, phase: 'DONE' }), '?phase=DONE');
});
