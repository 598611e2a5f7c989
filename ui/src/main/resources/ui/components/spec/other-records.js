import { ask } from '../dialog.js';

/** The key that lets a run send to topics with other producers' records. */
export const ALLOW_EXISTING = 'topic.allowExisting';

/** The preflight findings that only this key overrules. */
export const ALLOWABLE = ['OTHER_RECORDS', 'RECORDS_UNKNOWN'];

/**
 * Asks whether the run may send to other producers' records. The name must be typed, because records cannot be removed from a topic again.
 * @param {string} topic
 */
export const askToAllow = (topic) =>
  ask({
    title: 'Send to a topic with other records?',
    text: 'Messages cannot be removed from a topic. Whoever reads it will also read the messages of this run.',
    action: 'Allow',
    typed: topic,
  });
