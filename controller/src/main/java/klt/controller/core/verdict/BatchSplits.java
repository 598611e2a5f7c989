package klt.controller.core.verdict;

import java.util.Locale;
import java.util.Optional;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict.Reason;
import klt.common.text.Bytes;
import klt.controller.core.run.Run;
import klt.controller.core.stats.RunStats;

/**
 * Judges batches that Kafka refused as too large. The producer splits and resends them, so that Kafka, the network and the workers
 * handle another load than the specified one.
 */
final class BatchSplits {

    /** Fraction of the bytes on the wire that refused batches may take. */
    static final double WASTE_MAX = 0.01;

    private BatchSplits() {}

    static Optional<Reason> reason(Run run) {
        long splits = run.stats().batchSplits();
        RunStats.Totals totals = run.stats().totals();
        int batch = run.spec().producer().batchSize();
        if (splits == 0 || (double) splits * batch <= WASTE_MAX * totals.wireBytes()) {
            return Optional.empty();
        }
        return Optional.of(new Reason(
                ReasonCode.BATCHES_SPLIT,
                String.format(
                        Locale.ROOT,
                        "Kafka refused %,d batches as too large, and the producers split and resent them: %s on the wire"
                                + " for %s of payload; lower producer.batchSize (%s) below max.message.bytes of topic %s",
                        splits,
                        Bytes.words(totals.wireBytes()),
                        Bytes.words(totals.payloadBytes()),
                        Bytes.words(batch),
                        run.spec().topic().name())));
    }
}
