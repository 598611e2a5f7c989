// Functions for the figures of a run.

/**
 * Whether the run searches for a limit, so that its rate is not fixed.
 * @param {{ kind?: Api.Spec['kind'] }} spec a spec, or a run in a list
 */
export const searches = ({ kind }) => kind === 'limit';

/**
 * Whether a run sends nothing, so that its consumers read an existing topic.
 * @param {Pick<Api.Spec, 'rate'>} spec
 */
export const readsOnly = ({ rate }) => rate === 0;

/**
 * The messages that Kafka accepted: acked, or aborted on purpose. They count towards the achieved load.
 * @param {Pick<Api.SeriesRow, 'acked' | 'aborted'>} counts
 */
export const accepted = ({ acked, aborted }) => acked + aborted;

/**
 * The text of a notification about the end of a run.
 * @param {Pick<Api.Run, 'id' | 'phase' | 'reason' | 'verdict'> & { spec: Pick<Api.Spec, 'name'> }} run
 */
export function ending({ id, phase, reason, verdict, spec }) {
  const judged = `Objectives ${verdict.objectives}, measurement ${verdict.validity}, integrity ${verdict.integrity}`;
  return { title: `${spec.name || id}: ${phase}`, body: reason ? `${judged}\n${reason}` : judged };
}

/**
 * The sum of a count across all consumer groups.
 * @param {Api.ConsumerGroup[]} groups
 * @param {'records' | 'bytes' | 'lag'} key
 */
export const sumOf = (groups, key) => groups.reduce((sum, group) => sum + group[key], 0);
