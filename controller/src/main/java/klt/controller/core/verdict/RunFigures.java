package klt.controller.core.verdict;

import java.time.Instant;
import java.util.Optional;
import klt.common.histogram.LatencySummary;
import klt.common.protocol.OutcomeCounts;
import klt.controller.core.run.Run;

/** The figures of a whole run, without its warm-up. */
record RunFigures(Run run, Instant now) implements Figures {

    @Override
    public LatencySummary responseTime() {
        return run.stats().judgedResponseTime();
    }

    @Override
    public LatencySummary serviceTime() {
        return run.stats().serviceTime().summary();
    }

    @Override
    public LatencySummary sendLag() {
        return run.stats().sendLag().summary();
    }

    @Override
    public LatencySummary endToEnd() {
        return run.consumerStats().endToEnd().summary();
    }

    @Override
    public Optional<Double> rate() {
        return AchievedLoad.rate(run);
    }

    @Override
    public Optional<Double> ackedShare() {
        return AchievedLoad.ackedInTime(run, now);
    }

    @Override
    public Optional<Double> errors() {
        OutcomeCounts measured = run.stats().measured();
        return measured.messages() == 0
                ? Optional.empty()
                : Optional.of((double) (measured.failed() + measured.indeterminate()) / measured.messages());
    }
}
