import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { EVENT_ICONS, INTEGRITY_CODES } from '../../main/resources/ui/codes.js';

const page = readFileSync(new URL('../../../../docs/codes.md', import.meta.url), 'utf8');

/** The codes of the table under a heading. */
function codes(heading) {
  const [section] = page.split(new RegExp(`^#+ ${heading}\n`, 'm'))[1].split(/^#/m);
  return [...section.matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code);
}

test('the console puts each reason under the question that it answers', () => {
  assert.deepEqual([...INTEGRITY_CODES].sort(), codes('Integrity').sort());
});

test('each kind of event has its icon', () => {
  assert.deepEqual(Object.keys(EVENT_ICONS).sort(), codes('Events').sort());
});
