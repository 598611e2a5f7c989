package klt.common.cron;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens if a start is due before the schedule's previous run has ended. */
public enum Overlap {
    /** The start is skipped. */
    @JsonProperty("skip")
    SKIP,
    /** The run is submitted and waits in the controller's queue. */
    @JsonProperty("queue")
    QUEUE
}
