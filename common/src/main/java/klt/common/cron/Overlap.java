package klt.common.cron;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens if a start is due and the previous run of the schedule has not ended. */
public enum Overlap {
    /** The start is not made. */
    @JsonProperty("skip")
    SKIP,
    /** The run is submitted, and begins when the controller's queue allows it. */
    @JsonProperty("queue")
    QUEUE
}
