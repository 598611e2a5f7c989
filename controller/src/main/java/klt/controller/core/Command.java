package klt.controller.core;

import klt.common.protocol.ControlRecord;
import klt.common.spec.RunSpec;

/** What the controller wants done. */
public sealed interface Command {

    record PublishTick(ControlRecord.Tick tick) implements Command {}

    record PublishRun(ControlRecord.DesiredRun run) implements Command {}

    /** The run has ended: its record on the control topic is deleted. */
    record RetireRun(String run) implements Command {}

    /**
     * Create the topic under load, compare it with the spec, and say where share groups begin; answered by TopicChecked, and by TopicReady
     * or TopicRefused.
     *
     * @param workers how many take part
     */
    record PrepareTopic(String run, RunSpec spec, int workers) implements Command {}

    /** Describe the topic under load; answered by TopicSeen or TopicUnseen. */
    record LookAtTopic(String run, String topic) implements Command {}

    /** Read the ends of the topic under load, behind the last answer; answered by TopicSeen, and then EndsRead or EndsUnknown. */
    record ReadEnds(String run, String topic) implements Command {}

    /** Delete the consumer or share groups of a run that has ended, once their members have left; there is no answer. */
    record DeleteGroups(String run, RunSpec.Consumers consumers) implements Command {}

    /** Keep the run as it is now: it was accepted, or it has ended. */
    record Store(Run run) implements Command {}

    record Forget(String run) implements Command {}
}
