package klt.systemtests;

import java.nio.file.Path;
import klt.embedded.EmbeddedKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The main use case from end to end: one command, real processes, a real broker; the topic is read back. */
class RunCommandIT {

    /** The limits that a warm run on an otherwise idle machine meets. */
    private static final double RATE_TOLERANCE = 0.005;

    private static EmbeddedKafka kafka;

    @TempDir
    Path folder;

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.builder().start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @ParameterizedTest
    @CsvSource("2, 10000, 1000")
    void sendsEverySequenceOnceAtTheRate(int workers, int messages, int rate) {
        new ExactRun(workers, messages, rate)
                .check(kafka.bootstrapServers(), folder, ExactRun.SHORT_RUN_RATE_TOLERANCE);
    }

    /** The long runs of the acceptance table. */
    @Tag("long")
    @ParameterizedTest
    @CsvSource({
        "1, 1000000, 10000",
        "2, 1000000, 10000",
        "5, 1000000, 10000",
        "1, 1000, 100",
        "2, 1000, 100",
        "5, 1000, 100",
        "5, 10000, 1000"
    })
    void sendsEverySequenceOnceAtTheRateForLong(int workers, int messages, int rate) {
        new ExactRun(workers, messages, rate).check(kafka.bootstrapServers(), folder, RATE_TOLERANCE);
    }
}
