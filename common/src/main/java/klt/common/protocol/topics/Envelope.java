package klt.common.protocol.topics;

import klt.common.protocol.limit.RecordLimits;

/**
 * A record from the bus with its writer.
 *
 * @param term the controller's term; in a worker's record the newest term that it has read
 * @param writer id of the worker or controller
 * @param number counts the records of this writer
 */
public record Envelope<T>(long term, String writer, long number, T body) {

    public Envelope {
        RecordLimits.requireCount("term", term);
        RecordLimits.requireName("writer", writer);
        RecordLimits.requireCount("number", number);
    }
}
