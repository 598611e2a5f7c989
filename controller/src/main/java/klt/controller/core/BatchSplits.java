package klt.controller.core;

import java.util.Locale;
import java.util.Optional;
import klt.common.text.Bytes;
import klt.controller.core.Verdict.Reason;

/**
 * Judges batches that Kafka refused as too large. The producer splits them and sends them again, so that Kafka, the network and the workers
 * do the work of another load than the one that was specified.
 */
final class BatchSplits {

    /** A part of the bytes on the wire that full batches, sent for nothing, may take. */
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
                        "Kafka refused %,d batches as too large, and the producers split them and sent them again: %s on the wire"
                                + " for %s of payload; lower producer.batchSize (%s) below max.message.bytes of topic %s",
                        splits,
                        Bytes.words(totals.wireBytes()),
                        Bytes.words(totals.payloadBytes()),
                        Bytes.words(batch),
                        run.spec().topic().name())));
    }
}
