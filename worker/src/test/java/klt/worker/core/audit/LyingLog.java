package klt.worker.core.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import klt.common.header.HeaderWriter;
import klt.common.header.ValueChecksum;
import klt.common.protocol.Audit.Contested;
import org.jspecify.annotations.Nullable;

/**
 * A topic with a fault injector between its producers and its log: it drops, repeats, swaps, corrupts, moves and truncates records, and
 * records what it did. The seed determines everything.
 */
final class LyingLog {

    static final String RUN = "r-20261126-0900-abcde";
    static final String TOPIC = "load";
    static final String OTHER_TOPIC = "other";
    static final int PARTITIONS = 3;
    static final int SHARDS = 4;

    private static final Instant TAKEN_AT = Instant.parse("2026-11-26T09:00:10Z");
    private static final long TAKEN_MICROS = ChronoUnit.MICROS.between(Instant.EPOCH, TAKEN_AT);

    /** One record in the log; the header is null if it has none. */
    @SuppressWarnings("ArrayRecordComponent") // they are never compared
    record Stored(byte @Nullable [] header, byte @Nullable [] key, byte[] value) {}

    /** The messages that a producer sent and considers acked. */
    record Given(int producer, int partition, long ordinal, long sequence, int epoch, long sendMicros) {}

    /** The fault injected into a message, if any. */
    enum Fault {
        DROPPED,
        REPEATED,
        FLIPPED,
        MOVED,
        MOVED_TO_ANOTHER_TOPIC,
        SWAPPED,
        TRUNCATED
    }

    final SplittableRandom random;
    final List<List<Stored>> partitions = new ArrayList<>();
    /** the message of a record; null for a foreign record, or one that can no longer be identified */
    final List<List<@Nullable Given>> identities = new ArrayList<>();

    final List<Given> given = new ArrayList<>();
    final Map<Fault, Long> faults = new HashMap<>();
    long foreign;

    private final Map<Integer, HeaderWriter> headers = new HashMap<>();
    private final Map<Integer, HeaderWriter> otherTopic = new HashMap<>();
    private final Map<List<Integer>, Long> ordinals = new HashMap<>();

    LyingLog(long seed) {
        random = new SplittableRandom(seed);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            partitions.add(new ArrayList<>());
            identities.add(new ArrayList<>());
        }
    }

    /** Probability of a fault per message; 0 for a correct log. */
    void fill(int messages, double lying) {
        int producers = 1 + random.nextInt(4);
        for (int i = 0; i < messages; i++) {
            if (random.nextInt(40) == 0) {
                appendForeign(random.nextInt(PARTITIONS));
            }
            int producer = 100 + random.nextInt(producers);
            long sequence = i;
            send(producer, random.nextInt(PARTITIONS), sequence, 1, TAKEN_MICROS - 1_000, lying);
        }
    }

    /** A lost worker's last messages, sent again by another worker: the first ones in time, the rest after it was declared lost. */
    List<Contested> handOver(long from, long until) {
        for (long sequence = from; sequence < until; sequence++) {
            boolean sentByTheLost = random.nextInt(3) > 0;
            boolean late = random.nextInt(2) == 0;
            if (sentByTheLost) {
                send(900, random.nextInt(PARTITIONS), sequence, 3, TAKEN_MICROS + (late ? 5 : -5), 0);
            }
            send(901, random.nextInt(PARTITIONS), sequence, 4, TAKEN_MICROS + 10, 0);
        }
        return List.of(new Contested(List.of(0, 1, 2, 3), from, until, 4, TAKEN_AT));
    }

    private HeaderWriter header(Map<Integer, HeaderWriter> of, int producer, String topic) {
        return of.computeIfAbsent(producer, p -> new HeaderWriter(RUN, topic, p));
    }

    private void send(int producer, int partition, long sequence, int epoch, long sendMicros, double lying) {
        long ordinal = ordinals.merge(List.of(producer, partition), 1L, Long::sum) - 1;
        Given message = new Given(producer, partition, ordinal, sequence, epoch, sendMicros);
        given.add(message);
        byte[] key = sequence % 2 == 0 ? null : Long.toString(sequence).getBytes(StandardCharsets.US_ASCII);
        byte[] value = ("value-" + sequence).getBytes(StandardCharsets.US_ASCII);
        boolean lie = random.nextDouble() < lying;
        int kind = lie ? random.nextInt(6) : -1;
        Map<Integer, HeaderWriter> writers = kind == 4 ? otherTopic : headers;
        HeaderWriter header = header(writers, producer, kind == 4 ? OTHER_TOPIC : TOPIC);
        header.grant((int) (sequence % SHARDS), epoch, epoch == 4, false);
        byte[] klt =
                header.write(partition, ordinal, sequence, sendMicros - 100, sendMicros, key, ValueChecksum.of(value));
        Stored stored = new Stored(klt.clone(), key, value);
        switch (kind) {
            case 0 -> count(Fault.DROPPED);
            case 1 -> {
                append(partition, stored, message);
                append(partition, stored, message);
                count(Fault.REPEATED);
            }
            case 2 -> {
                append(partition, flipped(stored), null);
                count(Fault.FLIPPED);
            }
            case 3 -> {
                append((partition + 1) % PARTITIONS, stored, message);
                count(Fault.MOVED);
            }
            case 4 -> {
                // intended for another topic, but in this one
                append(partition, stored, null);
                count(Fault.MOVED_TO_ANOTHER_TOPIC);
            }
            case 5 -> {
                append(partition, stored, message);
                swapLast(partition);
            }
            default -> append(partition, stored, message);
        }
    }

    private void count(Fault lie) {
        faults.merge(lie, 1L, Long::sum);
    }

    private void append(int partition, Stored stored, @Nullable Given message) {
        partitions.get(partition).add(stored);
        identities.get(partition).add(message);
    }

    private void appendForeign(int partition) {
        foreign++;
        byte[] header = null;
        if (random.nextBoolean()) {
            HeaderWriter another = new HeaderWriter("another-run", TOPIC, 100);
            another.grant(0, 1, false, false);
            header = another.write(partition, random.nextInt(50), 0, 0, 0, null, ValueChecksum.of(new byte[3]));
        }
        append(partition, new Stored(header, null, new byte[3]), null);
    }

    /** Swaps the newest record and the one before it. */
    private void swapLast(int partition) {
        List<Stored> records = partitions.get(partition);
        if (records.size() > 1) {
            int last = records.size() - 1;
            records.add(last - 1, records.remove(last));
            identities.get(partition).add(last - 1, identities.get(partition).remove(last));
            count(Fault.SWAPPED);
        }
    }

    private Stored flipped(Stored stored) {
        byte[] header = stored.header().clone();
        byte[] value = stored.value().clone();
        byte[] target = random.nextBoolean() ? header : value;
        target[random.nextInt(target.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        return new Stored(header, stored.key(), value);
    }

    /** Truncates the end of a partition. */
    void truncate(int partition, int records) {
        List<Stored> all = partitions.get(partition);
        for (int i = 0; i < records && !all.isEmpty(); i++) {
            all.removeLast();
            identities.get(partition).removeLast();
            count(Fault.TRUNCATED);
        }
    }

    /** A partition as an auditor reads it. */
    PartitionAudit audit(int partition, ContestedAudit contested) {
        PartitionAudit audit = new PartitionAudit(RUN, TOPIC, 1, partition, 0, contested);
        List<Stored> records = partitions.get(partition);
        for (int offset = 0; offset < records.size(); offset++) {
            Stored record = records.get(offset);
            audit.add(offset, record.header() == null ? 0 : 1, record.header(), record.key(), record.value());
        }
        audit.finish();
        return audit;
    }
}
