package klt.worker.produce.payload.segment;

import klt.worker.core.PayloadException;
import klt.worker.produce.random.MessageRandom;

/** A schema of any type, from which values are made. */
public interface ParsedSchema {

    /**
     * Compiles the schema, for one thread.
     *
     * @param random started for each message
     * @throws PayloadException if no data of it can be made
     */
    ValueNode compile(MessageRandom random, long seed);
}
