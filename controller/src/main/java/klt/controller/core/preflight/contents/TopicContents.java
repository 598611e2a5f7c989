package klt.controller.core.preflight.contents;

import java.time.Instant;

/** What an existing topic holds, judged from a sample of its records. */
public sealed interface TopicContents {

    /** The run's check does not need the contents, or the topic cannot be read now, for example because it has no leader. */
    record NotChecked() implements TopicContents {}

    /** The topic has no records. */
    record Empty() implements TopicContents {}

    /** The load tester sent every record of the sample. */
    record Own() implements TopicContents {}

    /**
     * The load tester did not send this record of the sample.
     *
     * @param writtenAt the record's timestamp
     */
    record Others(int partition, long offset, Instant writtenAt) implements TopicContents {}

    /** No record could be read. */
    record Unreadable(String error) implements TopicContents {}
}
