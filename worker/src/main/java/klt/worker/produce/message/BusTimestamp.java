package klt.worker.produce.message;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.LongSupplier;
import klt.common.spec.message.template.TemplatePart;

/**
 * Writes instants such as {@code 2026-01-11T12:34:56.123456Z}. Recomputes the date and rereads the clock's offset once a second. On the hot
 * path.
 */
public final class BusTimestamp {

    public static final int LENGTH = TemplatePart.Timestamp.LENGTH;

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int MICRO_DIGITS = 6;
    private static final int SECOND_LENGTH = 19;
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);

    private final LongSupplier offsetNanos;
    private final byte[] secondText = new byte[SECOND_LENGTH];
    private long second = Long.MIN_VALUE;
    private long offset;

    /** @param offsetNanos bus time since the epoch minus ticker time */
    public BusTimestamp(LongSupplier offsetNanos) {
        this.offsetNanos = offsetNanos;
        this.offset = offsetNanos.getAsLong();
    }

    /** Writes {@link #LENGTH} bytes. */
    public void write(long tickerNanos, byte[] target, int at) {
        long bus = tickerNanos + offset;
        long busSecond = Math.floorDiv(bus, NANOS_PER_SECOND);
        if (busSecond != second) {
            second = busSecond;
            byte[] text = LocalDateTime.ofEpochSecond(busSecond, 0, ZoneOffset.UTC)
                    .format(SECOND)
                    .getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, secondText, 0, SECOND_LENGTH);
            offset = offsetNanos.getAsLong();
        }
        System.arraycopy(secondText, 0, target, at, SECOND_LENGTH);
        target[at + SECOND_LENGTH] = '.';
        Decimal.write(
                Math.floorMod(bus, NANOS_PER_SECOND) / NANOS_PER_MICRO, target, at + SECOND_LENGTH + 1, MICRO_DIGITS);
        target[at + LENGTH - 1] = 'Z';
    }
}
