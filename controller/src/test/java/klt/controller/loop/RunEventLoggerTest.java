package klt.controller.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import klt.controller.core.ControllerCore;
import klt.controller.core.CoreHarness;
import klt.controller.core.notice.Notices;
import klt.controller.core.run.Event;
import klt.controller.fixtures.CapturedLog;
import klt.controller.store.RunStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunEventLoggerTest {

    private final CapturedLog log = new CapturedLog(RunEventLogger.class);
    private final RunEventLogger eventLogger = new RunEventLogger();
    private final CoreHarness harness = new CoreHarness();

    @AfterEach
    void stopCapturing() {
        log.close();
    }

    @Test
    void eachEventIsSaidOnceUnderItsRun() {
        harness.submit("r-1", "{messages: 1}");
        harness.submit("r-2", "{messages: 1}");
        eventLogger.note(harness.run("r-1"));
        eventLogger.note(harness.run("r-2"));

        harness.on(new Event.StopRequested("r-1"));
        eventLogger.note(harness.run("r-1"));
        eventLogger.note(harness.run("r-1"));

        assertThat(log.lines())
                .containsExactly(
                        "INFO RunEventLogger - run=r-1 PHASE: accepted, queued",
                        "INFO RunEventLogger - run=r-2 PHASE: accepted, queued",
                        "INFO RunEventLogger - run=r-1 PHASE: STOPPED: USER: stopped by request");
    }

    @Test
    void listensToTheStepsOfTheCoreUntilTheRunHasEnded() {
        ControllerCore core = new ControllerCore(1, spec -> List.of(), new RunStore(), new Notices(false));

        eventLogger.onStep(core, core.on(new Event.Submitted("r-1", CoreHarness.spec("{messages: 1}")), Instant.EPOCH));
        eventLogger.onStep(core, core.on(new Event.StopRequested("r-1"), Instant.EPOCH));

        assertThat(log.lines())
                .containsExactly(
                        "INFO RunEventLogger - run=r-1 PHASE: accepted, queued",
                        "INFO RunEventLogger - run=r-1 PHASE: STOPPED: USER: stopped by request");
    }

    @Test
    void ofARunThatWasTakenOverNothingIsSaidThatTheControllerBeforeHasSaid() {
        harness.running("r-1", "{messages: 1000, rate: 10}", "w1");

        eventLogger.note(harness.successor().run("r-1"));

        assertThat(log.lines())
                .containsExactly("INFO RunEventLogger - run=r-1 PHASE: RUNNING: taken over from another controller");
    }

    @Test
    void whatMayHarmTheRunIsAWarning() {
        harness.submit("r-1", "{messages: 1000, rate: 10}");
        harness.heartbeat("w1");
        harness.tick();
        eventLogger.note(harness.run("r-1"));
        assertThat(log.lines()).isNotEmpty().allMatch(line -> line.startsWith("INFO "));
        log.clear();

        for (int second = 0; second < 15; second++) {
            harness.tick();
        }
        eventLogger.note(harness.run("r-1"));

        assertThat(log.lines())
                .filteredOn(line -> line.contains(" WORKER_LOST: "))
                .singleElement()
                .asString()
                .startsWith("WARN ");
    }
}
