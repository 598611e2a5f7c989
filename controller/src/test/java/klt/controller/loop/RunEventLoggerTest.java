package klt.controller.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import klt.controller.core.ControllerCore;
import klt.controller.core.CoreHarness;
import klt.controller.core.run.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RunEventLoggerTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(RunEventLogger.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent line) {
            // what its thread knows now
            line.prepareForDeferredProcessing();
            super.append(line);
        }
    };
    private final RunEventLogger eventLogger = new RunEventLogger();
    private final CoreHarness stage = new CoreHarness();

    @BeforeEach
    void listen() {
        lines.start();
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
    }

    private List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void eachEventIsSaidOnceUnderItsRun() {
        stage.submit("r-1", "{messages: 1}");
        stage.submit("r-2", "{messages: 1}");
        eventLogger.note(stage.run("r-1"));
        eventLogger.note(stage.run("r-2"));

        stage.on(new Event.StopRequested("r-1"));
        eventLogger.note(stage.run("r-1"));
        eventLogger.note(stage.run("r-1"));

        assertThat(messages())
                .containsExactly(
                        "PHASE: accepted, queued",
                        "PHASE: accepted, queued",
                        "PHASE: STOPPED: USER: stopped by request");
        assertThat(lines.list)
                .extracting(ILoggingEvent::getMDCPropertyMap)
                .containsExactly(Map.of("run", "r-1"), Map.of("run", "r-2"), Map.of("run", "r-1"));
    }

    @Test
    void listensToTheStepsOfTheCoreUntilTheRunHasEnded() {
        ControllerCore core = new ControllerCore(1);

        eventLogger.onStep(core, core.on(new Event.Submitted("r-1", CoreHarness.spec("{messages: 1}")), Instant.EPOCH));
        eventLogger.onStep(core, core.on(new Event.StopRequested("r-1"), Instant.EPOCH));

        assertThat(messages()).containsExactly("PHASE: accepted, queued", "PHASE: STOPPED: USER: stopped by request");
    }

    @Test
    void ofARunThatWasTakenOverNothingIsSaidThatTheControllerBeforeHasSaid() {
        stage.running("r-1", "{messages: 1000, rate: 10}", "w1");

        eventLogger.note(stage.successor().run("r-1"));

        assertThat(messages()).containsExactly("PHASE: RUNNING: taken over from another controller");
    }

    @Test
    void whatMayHarmTheRunIsAWarning() {
        stage.submit("r-1", "{messages: 1000, rate: 10}");
        stage.heartbeat("w1");
        stage.tick();
        eventLogger.note(stage.run("r-1"));
        assertThat(lines.list).isNotEmpty().extracting(ILoggingEvent::getLevel).containsOnly(Level.INFO);
        lines.list.clear();

        for (int second = 0; second < 15; second++) {
            stage.tick();
        }
        eventLogger.note(stage.run("r-1"));

        assertThat(lines.list)
                .filteredOn(line -> line.getFormattedMessage().startsWith("WORKER_LOST"))
                .singleElement()
                .extracting(ILoggingEvent::getLevel)
                .isEqualTo(Level.WARN);
    }
}
