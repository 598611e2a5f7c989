package klt.common.protocol.topics;

import klt.common.protocol.limit.RecordLimits;

/**
 * A record and its writer.
 *
 * @param term the controller's term or, for a worker, the newest term that it had read when it wrote the record
 * @param writer the worker's or controller's id
 * @param number the record's number among the writer's records
 */
public record Envelope<T>(long term, String writer, long number, T body) {

    public Envelope {
        RecordLimits.requireCount("term", term);
        RecordLimits.requireName("writer", writer);
        RecordLimits.requireCount("number", number);
    }
}
