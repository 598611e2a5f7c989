import { hasEnded } from './phases.js';

// Pure functions of the fleet page for the number of workers.

/**
 * A whole number from 0 to max; null for anything else.
 * @param {string} text
 * @param {number} max
 */
export function parseReplicas(text, max) {
  const number = /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : NaN;
  return number <= max ? number : null;
}

/**
 * @param {string} command
 * @param {number} replicas
 */
export const commandFor = (command, replicas) => command.replaceAll('{replicas}', String(replicas));

/**
 * Whether scaling down would take workers from a live run.
 * @param {number} replicas
 * @param {number} up
 * @param {Api.RunSummary[]} active
 */
export const takesFromARun = (replicas, up, active) =>
  replicas < up && active.some(({ phase }) => phase !== 'QUEUED' && !hasEnded(phase));
