package klt.worker.produce.message;

import klt.common.header.ValueChecksum;

/**
 * Writes the values of messages into one shared array. The checksum is that of the last value. On the hot path: a write allocates nothing.
 */
public interface PayloadWriter extends ValueChecksum {

    /**
     * @param sequence of the message; ascending from call to call
     * @param sendNanos ticker time of its send
     */
    void write(long sequence, long sendNanos);

    /** The array that holds the value; its length is the payload size. */
    byte[] value();
}
