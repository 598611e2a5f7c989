import { hasEnded } from './phases.js';

// The number of workers: pure parts of the fleet page.

/** A whole number from 0 to max; null for anything else. */
export function parseReplicas(text, max) {
  const number = /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : NaN;
  return number <= max ? number : null;
}

export const commandFor = (command, replicas) => command.replaceAll('{replicas}', String(replicas));

/** Whether fewer workers would take shards from a running run. */
export const takesFromARun = (replicas, up, active) =>
  replicas < up && active.some(({ phase }) => phase !== 'QUEUED' && !hasEnded(phase));
