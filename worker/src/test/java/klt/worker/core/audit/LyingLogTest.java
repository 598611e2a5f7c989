package klt.worker.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import klt.common.header.HeaderReader;
import klt.common.header.MessageHeader;
import klt.common.protocol.Audit.Contested;
import klt.common.protocol.ContestedRangeReport;
import klt.common.protocol.OffsetSum;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.PartitionAuditReport.Hole;
import klt.common.protocol.PartitionAuditReport.Received;
import klt.worker.core.audit.LyingLog.Fault;
import klt.worker.core.audit.LyingLog.Given;
import klt.worker.core.audit.LyingLog.Stored;
import org.junit.jupiter.api.Test;

/**
 * The auditor reads a log with injected faults. It must find exactly these, and a naive reader that remembers every message must agree
 * with it.
 */
class LyingLogTest {

    private static final int HISTORIES = 1_000;

    @Test
    void anHonestLogShowsNothing() {
        for (long seed = 0; seed < 100; seed++) {
            LyingLog log = new LyingLog(seed);
            log.fill(300, 0);
            Found found = Found.of(log);

            assertThat(found.missing).as("seed %s", seed).isZero();
            assertThat(found.duplicates + found.reordered + found.corrupt + found.strays)
                    .isZero();
            assertThat(found.foreign).isEqualTo(log.foreign);
            assertThat(found.distinct).isEqualTo(300);
        }
    }

    @Test
    void everyFaultIsFoundAndNothingElse() {
        Set<Fault> injected = new HashSet<>();
        for (long seed = 0; seed < HISTORIES; seed++) {
            LyingLog log = new LyingLog(seed);
            log.fill(50 + log.random.nextInt(250), log.random.nextDouble() / 5);
            if (log.random.nextInt(3) == 0) {
                log.truncate(log.random.nextInt(LyingLog.PARTITIONS), 1 + log.random.nextInt(5));
            }
            injected.addAll(log.faults.keySet());
            Found found = Found.of(log);

            // what the log shows to a reader that remembers each message, as a check of the test's own bookkeeping
            Truth truth = Truth.of(log);
            assertThat(found.corrupt).as("flipped, seed %s", seed).isEqualTo(truth.corrupt);
            assertThat(found.strays).as("moved, seed %s", seed).isEqualTo(truth.strays);
            assertThat(found.duplicates).as("repeated, seed %s", seed).isEqualTo(truth.duplicates);
            assertThat(found.reordered).as("swapped, seed %s", seed).isEqualTo(truth.reordered);
            assertThat(found.foreign).as("foreign, seed %s", seed).isEqualTo(truth.foreign);
            assertThat(found.missing).as("missing, seed %s", seed).isEqualTo(truth.missing);
            if (!log.faults.containsKey(Fault.TRUNCATED)) {
                assertThat(found.corrupt).isEqualTo(count(log, Fault.FLIPPED));
                assertThat(found.strays).isEqualTo(count(log, Fault.MOVED) + count(log, Fault.MOVED_TO_ANOTHER_TOPIC));
                assertThat(found.foreign).isEqualTo(log.foreign);
                // lost messages are those that are missing, except those for which other records account
                assertThat(found.missing - found.corrupt - found.strays).isEqualTo(count(log, Fault.DROPPED));
                assertThat(found.duplicates).isEqualTo(count(log, Fault.REPEATED));
            }
        }
        assertThat(injected).containsExactlyInAnyOrder(Fault.values());
    }

    private static long count(LyingLog log, Fault lie) {
        return log.faults.getOrDefault(lie, 0L);
    }

    @Test
    void aNaiveReaderThatRemembersEverythingAgreesOnEveryField() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            LyingLog log = new LyingLog(seed);
            log.fill(50 + log.random.nextInt(250), log.random.nextDouble() / 3);
            for (int partition = 0; partition < LyingLog.PARTITIONS; partition++) {
                PartitionAuditReport audited =
                        log.audit(partition, new ContestedAudit(List.of())).audited();
                NaiveReader naive = new NaiveReader(log, partition);

                assertThat(audited.received()).as("seed %s", seed).isEqualTo(naive.received());
                assertThat(audited.records().read())
                        .isEqualTo(log.partitions.get(partition).size());
                assertThat(audited.records().foreign()).isEqualTo(naive.foreign);
                assertThat(audited.records().corrupt()).isEqualTo(naive.corrupt);
                assertThat(audited.strays().size() + audited.moreStrays()).isEqualTo(naive.strays);
                assertThat(audited.records().offsetGaps()).isZero();
                assertThat(audited.position()).isEqualTo(audited.records().read());
            }
        }
    }

    @Test
    void whatTwoWorkersSentIsCountedByItsCause() {
        long handovers = 0;
        long zombies = 0;
        for (long seed = 0; seed < HISTORIES; seed++) {
            LyingLog log = new LyingLog(seed);
            log.fill(40, 0);
            List<Contested> contested = log.handOver(1_000, 1_000 + 1 + log.random.nextInt(60));
            BitSet lost = new BitSet();
            BitSet late = new BitSet();
            BitSet given = new BitSet();
            // each partition by a different reader
            for (int partition = 0; partition < LyingLog.PARTITIONS; partition++) {
                ContestedAudit audit = new ContestedAudit(contested);
                log.audit(partition, audit);
                ContestedRangeReport seen = audit.seen(LyingLog.RUN, 1).getFirst();
                lost.or(seen.lostBits());
                late.or(seen.lateBits());
                given.or(seen.givenBits());
            }
            BitSet both = (BitSet) lost.clone();
            both.and(given);
            BitSet zombie = (BitSet) both.clone();
            zombie.and(late);

            Map<Long, List<Given>> bySequence = new HashMap<>();
            log.given.forEach(message -> bySequence
                    .computeIfAbsent(message.sequence(), s -> new ArrayList<>())
                    .add(message));
            long twice =
                    bySequence.values().stream().filter(all -> all.size() > 1).count();
            long lateOnes = bySequence.values().stream()
                    .filter(all -> all.size() > 1)
                    .filter(all -> all.getFirst().sendMicros() > all.getLast().sendMicros() - 10)
                    .count();
            assertThat(both.cardinality()).as("seed %s", seed).isEqualTo((int) twice);
            assertThat(zombie.cardinality()).as("seed %s", seed).isEqualTo((int) lateOnes);
            handovers += twice - lateOnes;
            zombies += lateOnes;
        }
        assertThat(handovers).isPositive();
        assertThat(zombies).isPositive();
    }

    /** What an auditor found in all partitions; missing messages are determined by comparing with what was sent. */
    private static final class Found {
        private long distinct;
        private long duplicates;
        private long reordered;
        private long corrupt;
        private long foreign;
        private long strays;
        private long missing;

        static Found of(LyingLog log) {
            Found found = new Found();
            for (int partition = 0; partition < LyingLog.PARTITIONS; partition++) {
                PartitionAuditReport audited =
                        log.audit(partition, new ContestedAudit(List.of())).audited();
                found.corrupt += audited.records().corrupt();
                found.foreign += audited.records().foreign();
                found.strays += audited.strays().size() + audited.moreStrays();
                Map<Integer, Long> sent = new TreeMap<>();
                int here = partition;
                log.given.stream()
                        .filter(message -> message.partition() == here)
                        .forEach(message -> sent.merge(message.producer(), 1L, Long::sum));
                found.missing +=
                        sent.values().stream().mapToLong(Long::longValue).sum();
                for (Received received : audited.received()) {
                    found.distinct += received.distinct();
                    found.duplicates += received.duplicates();
                    found.reordered += received.reordered();
                    found.missing -= received.distinct();
                    long holes = received.moreHoles()
                            + received.holes().stream()
                                    .mapToLong(hole -> hole.until() - hole.from())
                                    .sum();
                    assertThat(holes).isEqualTo(received.next() - received.distinct());
                }
            }
            return found;
        }
    }

    /** What the log shows to a reader that knows which message each record is. */
    private static final class Truth {
        private long duplicates;
        private long reordered;
        private long corrupt;
        private long foreign;
        private long strays;
        private long missing;

        static Truth of(LyingLog log) {
            Truth truth = new Truth();
            Set<Given> seen = new HashSet<>();
            for (int partition = 0; partition < LyingLog.PARTITIONS; partition++) {
                Map<Integer, Long> highest = new HashMap<>();
                for (int i = 0; i < log.partitions.get(partition).size(); i++) {
                    Given message = log.identities.get(partition).get(i);
                    if (message == null) {
                        truth.countUnknown(log.partitions.get(partition).get(i));
                    } else if (message.partition() != partition) {
                        truth.strays++;
                    } else if (!seen.add(message)) {
                        truth.duplicates++;
                    } else {
                        long before = highest.getOrDefault(message.producer(), -1L);
                        truth.reordered += message.ordinal() < before ? 1 : 0;
                        highest.put(message.producer(), Math.max(before, message.ordinal()));
                    }
                }
            }
            truth.missing = (long) log.given.size() - seen.size();
            return truth;
        }

        private void countUnknown(Stored record) {
            HeaderReader reader = new HeaderReader();
            if (record.header() == null) {
                foreign++;
            } else if (!reader.read(record.header(), record.key(), record.value())) {
                corrupt++;
            } else if (reader.runHash() == MessageHeader.runHash(LyingLog.RUN)) {
                strays++;
            } else {
                foreign++;
            }
        }
    }

    /** Reads one partition and keeps a list of all records read. */
    private static final class NaiveReader {
        private final Map<Integer, List<Long>> ordinals = new LinkedHashMap<>();
        private final Map<Integer, List<Long>> offsets = new HashMap<>();
        private final Map<Integer, List<Long>> sequences = new HashMap<>();
        private long foreign;
        private long corrupt;
        private long strays;

        NaiveReader(LyingLog log, int partition) {
            HeaderReader reader = new HeaderReader();
            List<Stored> records = log.partitions.get(partition);
            for (int offset = 0; offset < records.size(); offset++) {
                Stored record = records.get(offset);
                if (record.header() == null) {
                    foreign++;
                } else if (!reader.read(record.header(), record.key(), record.value())) {
                    corrupt++;
                } else if (reader.runHash() != MessageHeader.runHash(LyingLog.RUN)) {
                    foreign++;
                } else if (reader.partition() != partition
                        || reader.topicHash() != MessageHeader.topicHash(LyingLog.TOPIC)) {
                    strays++;
                } else {
                    int producer = reader.producer();
                    ordinals.computeIfAbsent(producer, p -> new ArrayList<>()).add(reader.ordinal());
                    offsets.computeIfAbsent(producer, p -> new ArrayList<>()).add((long) offset);
                    sequences.computeIfAbsent(producer, p -> new ArrayList<>()).add(reader.sequence());
                }
            }
        }

        List<Received> received() {
            return ordinals.keySet().stream().map(this::received).toList();
        }

        private Received received(int producer) {
            List<Long> all = ordinals.get(producer);
            Set<Long> different = new HashSet<>(all);
            long next = different.stream().mapToLong(Long::longValue).max().orElse(-1) + 1;
            long reordered = 0;
            long sum = 0;
            for (int i = 0; i < all.size(); i++) {
                long ordinal = all.get(i);
                List<Long> before = all.subList(0, i);
                if (!before.contains(ordinal)) {
                    sum += OffsetSum.of(ordinal, offsets.get(producer).get(i));
                    reordered += before.stream().anyMatch(earlier -> earlier > ordinal) ? 1 : 0;
                }
            }
            List<Hole> holes = new ArrayList<>();
            for (long from = 0; from < next; from++) {
                if (different.contains(from)) {
                    continue;
                }
                long until = from;
                while (!different.contains(until)) {
                    until++;
                }
                // the first record with a higher ordinal reveals it
                int shown = 0;
                while (all.get(shown) < from) {
                    shown++;
                }
                holes.add(new Hole(
                        from,
                        until,
                        offsets.get(producer).get(shown),
                        sequences.get(producer).get(shown)));
                from = until;
            }
            return new Received(
                    producer, next, different.size(), all.size() - different.size(), reordered, sum, holes, 0);
        }
    }
}
