package klt.worker.produce.message;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import klt.common.spec.limit.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON messages of an exact size in bytes:
 *
 * <pre>
 * {"id":"msg-12345","timestamp":"2026-01-11T12:34:56.123456Z","sequence":12345,"payload":"…","metadata":{"producer":"…","test_run":"…"}}
 * </pre>
 *
 * <p>On the hot path: a write only replaces the two numbers, the time and the payload. The frame is only laid out again when the number of
 * digits changes or, if sizes differ, for each message.
 *
 * <p>The controller recognises an earlier run's messages by these fields ({@code DefaultValue}).
 */
public final class JsonPayload implements PayloadWriter {

    private static final byte[] BEFORE_ID = ascii("{\"id\":\"msg-");
    private static final byte[] BEFORE_TIME = ascii("\",\"timestamp\":\"");
    private static final byte[] BEFORE_SEQUENCE = ascii("\",\"sequence\":");
    private static final byte[] BEFORE_PAYLOAD = ascii(",\"payload\":\"");

    /** Characters that need no escaping, so that a name has the same length in the JSON message. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]*");

    private final PayloadPool pool;
    private final BusTimestamp timestamp;
    private final ValueArrays values;
    private final byte[] tail;
    private byte[] value;

    private long digitsFrom;
    private long digitsEnd;
    private int digits;
    private int timeAt;
    private int sequenceAt;
    private int payloadAt;
    private int payloadEnd;

    /** position after which a value consists only of pool bytes and the tail, for any number of digits */
    private final int endAt;

    /** null if values differ in length, in which case the checksum is computed from the entire value */
    private final @Nullable SuffixChecksums end;

    private int place;

    /**
     * @param pool a pool of text
     * @param producer the worker's name
     * @throws IllegalArgumentException if the fields do not fit into a message, or need escaping
     */
    public JsonPayload(PayloadPool pool, ValueArrays values, String producer, String run, BusTimestamp timestamp) {
        if (!PLAIN.matcher(producer).matches() || !PLAIN.matcher(run).matches()) {
            throw new IllegalArgumentException(
                    "names in a JSON message must consist of letters, digits, '.', '_' and '-', not '" + producer
                            + "' and '" + run + "'");
        }
        this.pool = pool;
        this.timestamp = timestamp;
        this.values = values;
        value = values.of(0);
        tail = ascii("\",\"metadata\":{\"producer\":\"" + producer + "\",\"test_run\":\"" + run + "\"}}");
        int fieldsMax = BEFORE_ID.length
                + BEFORE_TIME.length
                + BusTimestamp.LENGTH
                + BEFORE_SEQUENCE.length
                + BEFORE_PAYLOAD.length
                + tail.length
                + 2 * Decimal.digits(Limits.MESSAGES_MAX - 1);
        if (fieldsMax > values.bytesMin()) {
            throw new IllegalArgumentException("a JSON message of " + values.bytesMin()
                    + " bytes is too small for its fields, which take " + fieldsMax + " bytes with these names");
        }
        endAt = fieldsMax - tail.length;
        end = values.isFixed() ? pool.ends(value.length - tail.length - endAt, tail) : null;
        layOut(1);
    }

    private void layOut(int digitCount) {
        digits = digitCount;
        payloadEnd = value.length - tail.length;
        digitsFrom = Decimal.firstOf(digitCount);
        digitsEnd = Decimal.firstOf(digitCount + 1);
        put(BEFORE_ID, 0);
        timeAt = put(BEFORE_TIME, BEFORE_ID.length + digits);
        sequenceAt = put(BEFORE_SEQUENCE, timeAt + BusTimestamp.LENGTH);
        payloadAt = put(BEFORE_PAYLOAD, sequenceAt + digits);
        put(tail, payloadEnd);
    }

    private int put(byte[] text, int at) {
        System.arraycopy(text, 0, value, at, text.length);
        return at + text.length;
    }

    @Override
    public void write(long sequence, long fireAt, long sendNanos) {
        if (end == null) {
            value = values.of(sequence);
            layOut(Decimal.digits(sequence));
        } else if (sequence >= digitsEnd || sequence < digitsFrom) {
            layOut(Decimal.digits(sequence));
        }
        Decimal.write(sequence, value, BEFORE_ID.length, digits);
        timestamp.write(sendNanos, value, timeAt);
        System.arraycopy(value, BEFORE_ID.length, value, sequenceAt, digits);
        place = PayloadPool.place(sequence);
        pool.fill(place, value, payloadAt, payloadEnd);
    }

    @Override
    public int after(CRC32C before) {
        if (end == null) {
            before.update(value, 0, value.length);
            return (int) before.getValue();
        }
        before.update(value, 0, endAt);
        return end.after((int) before.getValue(), place);
    }

    @Override
    public byte[] value() {
        return value;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
