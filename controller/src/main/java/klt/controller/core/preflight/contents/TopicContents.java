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
     * @param recognised whether other records of the sample were recognised as the load tester's own; if not, an earlier run whose report is
     *     no longer stored may have sent all of them
     */
    record Others(int partition, long offset, Instant writtenAt, boolean recognised) implements TopicContents {}

    /** Not all records of the sample could be read, and none of those that were read is another producer's. */
    record Unreadable(String error, Evidence evidence) implements TopicContents {}

    /** What indicates that the load tester sent the records that could not be read. */
    enum Evidence {
        NONE,
        /** The load tester sent the records that could be read. */
        SAMPLE,
        /** No record could be read, but a stored run has sent to the topic. */
        STORED_RUN
    }
}
