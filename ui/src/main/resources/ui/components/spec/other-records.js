import { ask } from '../dialog.js';

/** The keys that determine which topic is meant; the permission for one topic does not apply to another. */
export const TOPIC_KEYS = ['topic.name', 'topic.cluster'];

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
    text: 'Messages cannot be removed from a topic. Its consumers also read the messages of this run.',
    action: 'Allow',
    typed: topic,
  });
