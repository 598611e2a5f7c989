package klt.worker.control;

import static klt.worker.TestRuns.RUN;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.preparing;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import klt.common.clock.Ticker;
import klt.common.kafka.KafkaSettings;
import klt.common.protocol.StatusRecord.Hello;
import klt.common.settings.Environment;
import klt.worker.clock.BusTime;
import klt.worker.core.Lease;
import klt.worker.produce.Fence;
import klt.worker.produce.Preparation;
import klt.worker.produce.TargetCluster;
import klt.worker.report.ProcessVitals;
import klt.worker.report.Reporter;
import klt.worker.report.StatusWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunsTest {

    private static final String ME = "w1.1";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private long now;
    private final Ticker ticker = () -> now;
    private final BusTime busTime = new BusTime(ticker, InstantSource.system());
    private final StatusWriter status = new StatusWriter(ME, "klt-status", () -> 1, busTime, ticker);
    private final Reporter reporter = new Reporter(
            new Hello("w1", "host", "1", 1, 1), new ProcessVitals(), busTime, status, () -> 1, harvest -> {}, ticker);
    private final TargetCluster nobodyThere = new TargetCluster(
            KafkaSettings.from(new Environment(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"))), ME);
    private final BlockingQueue<String> warmed = new LinkedBlockingQueue<>();
    private final Runs runs = new Runs(
            ME,
            new Preparation(nobodyThere, producer -> () -> {}, busTime, "w1", 1, (run, plan) -> warmed.add(run)),
            reporter,
            busTime,
            ticker,
            new Fence(ticker));
    private final Lease heard = Lease.of(ME).onTick(1, List.of(ME), 0, 0);

    @AfterEach
    void stopTheRuns() throws InterruptedException {
        runs.stopAll(LIMIT);
    }

    @Test
    void isNotAbandonedWithoutARun() {
        assertAbandonedAfter(Long.MAX_VALUE);
    }

    @Test
    void goesOnWithoutAControllerAsLongAsTheRunWants() {
        want("{messages: 10}");
        assertAbandonedAfter(30);
    }

    @Test
    void goesOnAsLongAsTheLeastPatientRunWants() {
        want("{messages: 10, workers: {lapse: strict}}");
        assertAbandonedAfter(5);
    }

    @Test
    void isPatientWithARunThatWasDroppedAndIsNotOver() {
        want("{messages: 10, workers: {lapse: strict}}");
        runs.wanted(RUN, Optional.empty());

        assertThat(runs.isIdle()).isFalse();
        assertAbandonedAfter(30);
    }

    @Test
    void warmsUpForARunBeforeItsClusterAnswers() throws Exception {
        want("{messages: 10}");

        assertThat(warmed.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(RUN);
    }

    private void want(String yaml) {
        runs.wanted(RUN, Optional.of(preparing(plan(yaml), ME)));
    }

    private void assertAbandonedAfter(long seconds) {
        now = TimeUnit.SECONDS.toNanos(Math.min(seconds, 1_000_000)) - 1;
        assertThat(runs.isAbandoned(heard)).isFalse();
        now++;
        assertThat(runs.isAbandoned(heard)).isEqualTo(seconds < Long.MAX_VALUE);
    }
}
