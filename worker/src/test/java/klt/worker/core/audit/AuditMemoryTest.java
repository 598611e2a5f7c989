package klt.worker.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import klt.common.header.HeaderWriter;
import klt.common.header.ValueChecksum;
import klt.common.protocol.PartitionAuditReport;
import org.junit.jupiter.api.Test;

/** Ten million messages of eight writers in fifty partitions do not increase an auditor's memory. */
class AuditMemoryTest {

    private static final int MESSAGES = 10_000_000;
    private static final int PARTITIONS = 50;
    private static final int WRITERS = 8;
    private static final long GROWTH_MAX = 32L << 20;

    private static long usedAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void itsHeapDoesNotGrowWithTheMessages() {
        List<HeaderWriter> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            writers.add(new HeaderWriter("r", "t", writer));
        }
        byte[] value = new byte[16];
        ValueChecksum checksum = ValueChecksum.of(value);
        long before = usedAfterCollection();

        List<PartitionAudit> audits = new ArrayList<>();
        ContestedAudit contested = new ContestedAudit(List.of());
        for (int partition = 0; partition < PARTITIONS; partition++) {
            audits.add(new PartitionAudit("r", "t", 1, partition, 0, contested));
        }
        long[][] ordinals = new long[WRITERS][PARTITIONS];
        for (int n = 0; n < MESSAGES; n++) {
            int partition = n % PARTITIONS;
            int writer = n / PARTITIONS % WRITERS;
            long ordinal = ordinals[writer][partition]++;
            // one of a hundred thousand is lost
            if (n % 100_000 != 77_777) {
                byte[] header =
                        writers.get(writer).write(partition, ordinal, n, 1_000L * n, 1_000L * n, null, checksum);
                audits.get(partition).add(n / PARTITIONS, 1, header, null, value);
            }
        }
        long growth = usedAfterCollection() - before;

        assertThat(audits.stream()
                        .map(PartitionAudit::audited)
                        .flatMap(audited -> audited.received().stream())
                        .mapToLong(PartitionAuditReport.Received::distinct)
                        .sum())
                .isEqualTo(MESSAGES - MESSAGES / 100_000);
        assertThat(growth).isLessThan(GROWTH_MAX);
    }
}
