package klt.common.protocol.topics;

import klt.common.protocol.limit.RecordLimits;

/**
 * A record and its writer.
 *
 * @param term the term of the controller that wrote the record, or the newest term that the worker had read when it wrote the record
 * @param writer id of the worker or controller
 * @param number number of the record among the writer's records
 */
public record Envelope<T>(long term, String writer, long number, T body) {

    public Envelope {
        RecordLimits.requireCount("term", term);
        RecordLimits.requireName("writer", writer);
        RecordLimits.requireCount("number", number);
    }
}
