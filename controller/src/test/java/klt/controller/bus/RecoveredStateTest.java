package klt.controller.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import klt.common.cron.Overlap;
import klt.common.kafka.TopicRecord;
import klt.common.protocol.RunPhase;
import klt.common.protocol.topics.ControlKey;
import klt.common.spec.sweep.SweepReader;
import klt.common.spec.sweep.SweepResult;
import klt.common.spec.sweep.SweepSpec;
import klt.controller.core.CoreHarness;
import klt.controller.core.cron.CronSchedule;
import klt.controller.core.cron.CronTimes;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.LoadStop;
import klt.controller.core.run.Run;
import klt.controller.core.run.Sweep;
import klt.controller.report.Reporter;
import klt.controller.store.LoadStopStore;
import klt.controller.store.RunStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecoveredStateTest {

    private static final SweepSpec SPEC = ((SweepResult.Valid) SweepReader.readYaml(
                    "{kind: sweep, messages: 10, sweep: {values: {producer.acks: [1, all]}}}", 1_000))
            .sweep();

    private final StoredDocuments documents = new StoredDocuments(new RunStore(), new Reporter("test"));
    private final RecoveredState recovered = new RecoveredState(documents);

    private void read(String key, byte @Nullable [] value) {
        recovered.onState(new TopicRecord("state", 0, 0, key, value));
    }

    private static Run preparing(String id) {
        CoreHarness harness = new CoreHarness();
        harness.heartbeat("a");
        harness.submit(id, "{messages: 10, rate: 10}");
        assertThat(harness.phase(id)).isEqualTo(RunPhase.PREPARING);
        return harness.run(id);
    }

    private void readRun(Run run) {
        read(run.id(), documents.put(run, Instant.EPOCH));
    }

    private void readSweep(Sweep sweep) {
        read(RunDocuments.SWEEP_KEY + sweep.id(), documents.put(sweep));
    }

    @Test
    void aLoadStopThatCannotBeReadCountsAsStopped() {
        String key = RunDocuments.LOAD_STOP_KEY + LoadStopStore.KEY;
        read(key, documents.put(new LoadStop(false, Instant.EPOCH.plusSeconds(9))));
        assertThat(recovered.loadStop().orElseThrow().stop().stopped()).isFalse();

        read(key, "{\"v\":2}".getBytes(StandardCharsets.UTF_8));
        assertThat(recovered.loadStop().map(Event.LoadStopRecovered::stop)).contains(LoadStop.UNREADABLE);
        assertThat(documents.document(key))
                .as("readers of the store see it too")
                .isPresent();
        read(key, null);
        assertThat(recovered.loadStop()).isEmpty();
    }

    @Test
    void aRunThatNoWorkerKnowsYetBeginsAgain() {
        readRun(preparing("r-1"));

        assertThat(recovered.runs())
                .singleElement()
                .satisfies(run -> assertThat(run.queued()).isTrue());
    }

    @Test
    void aRunThatWorkersKnowGoesOn() {
        CoreHarness harness = new CoreHarness();
        harness.scheduled("r-1", "{messages: 10, rate: 10}", "a");
        Command.PublishRun published =
                harness.commanded(Command.PublishRun.class).getFirst();
        recovered.onControl(new ControlKey.Run(1, "r-1"), published.run());
        readRun(preparing("r-1"));

        assertThat(recovered.runs()).singleElement().satisfies(run -> {
            assertThat(run.queued()).isFalse();
            assertThat(run.desired()).contains(published.run());
        });
    }

    @Test
    void aSweepKnowsTheRunThatWasStoredBeforeIt() {
        Sweep sweep = new Sweep("s-1", SPEC, Instant.EPOCH);
        readSweep(sweep);
        assertThat(recovered.sweeps()).containsExactly(new Event.SweepRecovered(sweep));

        readRun(preparing("s-1-c1-r1"));

        assertThat(recovered.sweeps()).containsExactly(new Event.SweepRecovered(sweep.started(1)));
        readSweep(sweep.started(1));
        assertThat(recovered.sweeps()).containsExactly(new Event.SweepRecovered(sweep.started(1)));
    }

    @Test
    void aSweepWhoseRunWasDeletedDoesNotStartItAgain() {
        Sweep sweep = new Sweep("s-1", SPEC, Instant.EPOCH).started(1);
        readSweep(sweep);
        readRun(preparing("s-1-c1-r1"));

        read("s-1-c1-r1", null);

        assertThat(recovered.sweeps()).containsExactly(new Event.SweepRecovered(sweep));
    }

    @Test
    void endedAndDeletedSweepsAreNotContinued() {
        Sweep one = new Sweep("s-1", SPEC, Instant.EPOCH);
        Sweep two = new Sweep("s-2", SPEC, Instant.EPOCH.plusSeconds(1));
        Sweep three = new Sweep("s-3", SPEC, Instant.EPOCH.plusSeconds(2));
        List.of(three, two, one).forEach(this::readSweep);
        assertThat(recovered.sweeps()).extracting(Event.SweepRecovered::sweep).containsExactly(one, two, three);

        readSweep(one.ended(Instant.EPOCH));
        read(RunDocuments.SWEEP_KEY + "s-3", null);

        assertThat(recovered.sweeps()).extracting(Event.SweepRecovered::sweep).containsExactly(two);
        assertThat(recovered.runs()).isEmpty();
    }

    @Test
    void aScheduleKnowsTheRunThatWasStoredBeforeIt() {
        CronSchedule schedule = new CronSchedule(
                new CronSchedule.Settings(
                        "a",
                        new CronTimes("0 * * * *", ZoneId.of("UTC")),
                        Overlap.SKIP,
                        true,
                        CoreHarness.spec("{messages: 1}")),
                Instant.parse("2026-12-01T01:00:00Z"));
        read(RunDocuments.SCHEDULE_KEY + "a", documents.put(schedule));
        readRun(preparing("c-a-20261201-0100"));
        readRun(preparing("c-a-b-20261201-0300"));
        readRun(preparing("r-20261201-0300"));
        assertThat(recovered.schedules()).containsExactly(new Event.ScheduleRecovered(schedule));

        readRun(preparing("c-a-20261201-0200"));

        assertThat(recovered.schedules())
                .containsExactly(new Event.ScheduleRecovered(schedule.started(Instant.parse("2026-12-01T02:00:00Z"))));
        read(RunDocuments.SCHEDULE_KEY + "a", null);
        assertThat(recovered.schedules()).isEmpty();
    }
}
