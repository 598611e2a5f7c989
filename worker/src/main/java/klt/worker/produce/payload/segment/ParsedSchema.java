package klt.worker.produce.payload.segment;

import klt.worker.core.PayloadException;
import klt.worker.produce.random.MessageRandom;

/** A schema of any type from which values are generated. */
public interface ParsedSchema {

    /**
     * Compiles the schema, for one thread.
     *
     * @param random random numbers, restarted for each message
     * @throws PayloadException if no data can be generated for it
     */
    ValueNode compile(MessageRandom random, long seed);
}
