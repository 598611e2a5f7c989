// Fails for lines of more than 140 characters. Prettier does not break long texts, comments and interpolations.

import { readFileSync, readdirSync } from 'node:fs';

const LONGEST = 140;

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => /\.(js|css|html)$/.test(file));
const long = files.flatMap((file) =>
  readFileSync(`src/${file}`, 'utf8')
    .split('\n')
    .map((line, at) => ({ place: `src/${file}:${at + 1}`, length: line.length }))
    .filter(({ length }) => length > LONGEST),
);
for (const { place, length } of long) console.error(`${place}: ${length} characters; at most ${LONGEST}`);
if (long.length > 0) process.exitCode = 1;
