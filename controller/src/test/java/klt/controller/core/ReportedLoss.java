package klt.controller.core;

import java.util.List;
import java.util.stream.LongStream;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.RunDocument;
import klt.controller.core.run.Event;
import klt.controller.report.Reporter;

/** The report of a run that missed its objective and lost messages, with numbers of more than three digits in its reasons. */
public final class ReportedLoss {

    private static final int ACKED = 12_345;
    private static final long END = 9_000;

    private ReportedLoss() {}

    public static RunDocument report() {
        CoreHarness harness = new CoreHarness();
        harness.running("r", "{messages: 12345, rate: 12345, objectives: ['response.p99<1ms']}", "a");
        harness.keepsEnds();
        harness.interval(
                "a",
                Intervals.interval(
                        "r", 0, 0, LongStream.range(1_500, 1_500 + ACKED).toArray()));
        harness.heartbeat("a", Progress.of("r", RunState.FINISHED).acked(ACKED).intervals(1));
        harness.on(new Event.EndsRead("r", List.of(List.of(END))));
        return new Reporter("test").document(harness.run("r"), harness.now());
    }
}
