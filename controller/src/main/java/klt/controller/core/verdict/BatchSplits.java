package klt.controller.core.verdict;

import java.util.Optional;
import klt.common.code.Args;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict.Reason;
import klt.controller.core.run.Run;
import klt.controller.core.stats.RunStats;

/**
 * Judges batches rejected by Kafka as too large. The producer splits and resends them, so Kafka, the network and the workers handle a
 * different load from the one specified.
 */
final class BatchSplits {

    /** Maximum fraction of the bytes on the wire that rejected batches may account for. */
    static final double WASTE_MAX = 0.01;

    private BatchSplits() {}

    static Optional<Reason> reason(Run run) {
        long splits = run.stats().batchSplits();
        RunStats.Totals totals = run.stats().totals();
        int batch = run.spec().producer().batchSize();
        if (splits == 0 || (double) splits * batch <= WASTE_MAX * totals.wireBytes()) {
            return Optional.empty();
        }
        Args args = Args.of(
                "batches",
                splits,
                "wireBytes",
                totals.wireBytes(),
                "payloadBytes",
                totals.payloadBytes(),
                "batchBytes",
                batch);
        return Optional.of(new Reason(
                ReasonCode.BATCHES_SPLIT,
                args.and(Args.named("topic", run.spec().topic().names()))));
    }
}
