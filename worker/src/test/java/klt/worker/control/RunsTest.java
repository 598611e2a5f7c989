package klt.worker.control;

import static klt.worker.TestRuns.RUN;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.preparing;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import klt.common.clock.Ticker;
import klt.common.kafka.KafkaSettings;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.common.settings.Environment;
import klt.worker.clock.BusTime;
import klt.worker.process.ProcessMeter;
import klt.worker.produce.Preparation;
import klt.worker.produce.SendGate;
import klt.worker.produce.TargetCluster;
import klt.worker.produce.payload.PayloadSources;
import klt.worker.report.ProcessVitals;
import klt.worker.report.Reporter;
import klt.worker.report.StatusWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunsTest {

    private static final String ME = "w1.1";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Ticker ticker = () -> 0;
    private final BusTime busTime = new BusTime(ticker, InstantSource.system());
    private final StatusWriter status = new StatusWriter(ME, "klt-status", () -> 1, busTime, ticker);
    private final Reporter reporter = new Reporter(
            new WorkerInfo("w1", "host", "1", 1, 1),
            new ProcessVitals(new ProcessMeter()),
            busTime,
            status,
            () -> 1,
            harvest -> {},
            ticker);
    private final TargetCluster unreachable = new TargetCluster(
            KafkaSettings.from(new Environment(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"))), ME);
    private final BlockingQueue<String> warmed = new LinkedBlockingQueue<>();
    private final Runs runs = new Runs(
            ME,
            new ProducerEngines(
                    new Preparation(
                            unreachable,
                            producer -> () -> {},
                            busTime,
                            "w1",
                            1,
                            (run, plan, payloads) -> warmed.add(run),
                            PayloadSources.NONE),
                    reporter,
                    busTime,
                    ticker,
                    new SendGate(ticker)),
            busTime,
            ticker);

    @AfterEach
    void stopTheRuns() throws InterruptedException {
        runs.stopAll(LIMIT);
    }

    @Test
    void hasNoLimitWithoutARun() {
        assertThat(runs.lapse()).isEmpty();
    }

    @Test
    void goesOnWithoutAControllerAsLongAsTheRunWants() {
        want("{messages: 10}");
        assertThat(runs.lapse()).contains(Duration.ofSeconds(30));
    }

    @Test
    void goesOnAsLongAsTheLeastPatientRunWants() {
        want("{messages: 10, workers: {lapse: strict}}");
        assertThat(runs.lapse()).contains(Duration.ofSeconds(5));
    }

    @Test
    void isPatientWithARunThatWasDroppedAndIsNotOver() {
        want("{messages: 10, workers: {lapse: strict}}");
        runs.onDesired(RUN, Optional.empty());

        assertThat(runs.isIdle()).isFalse();
        assertThat(runs.lapse()).contains(Duration.ofSeconds(30));
    }

    @Test
    void warmsUpForARunBeforeItsClusterAnswers() throws Exception {
        want("{messages: 10}");

        assertThat(warmed.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(RUN);
    }

    private void want(String yaml) {
        runs.onDesired(RUN, Optional.of(preparing(plan(yaml), ME)));
    }
}
