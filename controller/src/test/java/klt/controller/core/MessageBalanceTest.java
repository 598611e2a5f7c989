package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import klt.common.protocol.StatusRecord.RunState;
import klt.controller.report.Figures.Messages;
import klt.controller.report.Reporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code planned = acked + failed + indeterminate + unsent} after every event of a random life. */
class MessageBalanceTest {

    private static final List<String> WORKERS = List.of("a", "b", "c");
    private static final int EVENTS = 300;

    private final Stage stage = new Stage();
    private final Map<String, long[]> totals = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void everyPlannedMessageIsAccountedForAtEveryMoment(long seed) {
        Random random = new Random(seed);
        String extent = seed % 2 == 0 ? "messages: 100000" : "duration: 1h";
        stage.running("r", "{" + extent + ", rate: 50}", WORKERS.toArray(String[]::new));

        for (int event = 0; event < EVENTS; event++) {
            happens(random);
            assertBalance(stage.run("r"));
        }
        stage.on(new Event.StopRequested("r"));
        for (String worker : WORKERS) {
            tell(worker, RunState.FINISHED, random);
            assertBalance(stage.run("r"));
        }

        assertThat(stage.run("r").phase().isEnded()).isTrue();
    }

    private void happens(Random random) {
        switch (random.nextInt(8)) {
            case 0 -> stage.on(new Event.RateRequested("r", 1 + random.nextInt(100)));
            case 1 -> stage.on(new Event.PauseRequested("r"));
            case 2 -> stage.on(new Event.ResumeRequested("r"));
            case 3 -> stage.interval("a", Intervals.interval("r", random.nextInt(50), random.nextInt(50), 1_000));
            case 4 -> stage.tick();
            default -> tell(WORKERS.get(random.nextInt(WORKERS.size())), RunState.SENDING, random);
        }
    }

    /** Totals grow; what is final has nothing in flight. */
    private void tell(String worker, RunState state, Random random) {
        long[] of = totals.computeIfAbsent(worker, w -> new long[4]);
        for (int figure = 1; figure < of.length; figure++) {
            of[figure] += random.nextInt(5);
        }
        long settled = of[1] + of[2] + of[3];
        of[0] = state.isFinal() ? settled : Math.max(of[0], settled + random.nextInt(10));
        stage.heartbeat(worker, Progress.of("r", state).messages(Math.max(of[0], settled), of[1], of[2], of[3]));
    }

    private void assertBalance(RunMachine run) {
        Messages messages = new Reporter("test").report(run, stage.now()).messages();

        assertThat(messages.acked()
                        + messages.failed()
                        + messages.indeterminate()
                        + messages.unsent().orElseThrow())
                .isEqualTo(messages.planned().orElseThrow());
        assertThat(messages.unsent().orElseThrow()).isGreaterThanOrEqualTo(0);
    }
}
