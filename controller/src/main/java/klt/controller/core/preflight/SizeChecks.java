package klt.controller.core.preflight;

import static klt.controller.core.preflight.Finding.warn;

import java.util.Optional;
import java.util.OptionalLong;
import klt.common.code.Args;
import klt.common.spec.RunSpec;
import klt.common.spec.message.Values;
import klt.common.spec.message.size.Sizes;
import klt.controller.core.preflight.Finding.Code;
import klt.controller.core.preflight.Finding.Level;

/** Compares messages and batches with the topics' size limit, and batches with the producer's buffer. */
final class SizeChecks {

    private SizeChecks() {}

    static Optional<Finding> message(RunSpec spec, MessageSize message, TopicFacts facts) {
        OptionalLong limit = facts.settings().messageBytesMax();
        if (limit.isEmpty() || message.total() <= limit.getAsLong()) {
            return Optional.empty();
        }
        boolean compressed = !spec.producer().compression().equals("none");
        long fits = message.value() - (message.total() - limit.getAsLong());
        Values values = spec.message().payload().values();
        Optional<Sizes> payloadSize = values.payloadSize();
        boolean ofStage =
                payloadSize.isPresent() && message.value() > payloadSize.get().max();
        boolean different = spec.message()
                .payload()
                .sizes(spec.load())
                .filter(sizes -> !sizes.isOneSize())
                .isPresent();
        Args args = message.args()
                .and(
                        "topic",
                        facts.topic(),
                        "limitBytes",
                        limit.getAsLong(),
                        "fittingBytes",
                        Optional.of(fits).filter(bytes -> bytes > 0 && payloadSize.isPresent() && !ofStage),
                        "fittingStageBytes",
                        Optional.of(fits).filter(bytes -> bytes > 0 && ofStage),
                        "largest",
                        Optional.of(true).filter(largest -> different));
        return Optional.of(
                compressed
                        ? new Finding(
                                Level.WARN,
                                Code.MESSAGE_TOO_LARGE,
                                args.and("compression", spec.producer().compression()))
                        : new Finding(Level.REFUSE, Code.MESSAGE_TOO_LARGE, args));
    }

    static Optional<Finding> batch(RunSpec spec, TopicFacts facts) {
        OptionalLong limit = facts.settings().messageBytesMax();
        int batch = spec.producer().batchSize();
        return limit.isEmpty() || batch <= limit.getAsLong()
                ? Optional.empty()
                : Optional.of(warn(
                        Code.BATCH_TOO_LARGE,
                        "batchBytes",
                        batch,
                        "limitBytes",
                        limit.getAsLong(),
                        "topic",
                        facts.topic()));
    }

    /** @param all total number of partitions across all topics */
    static Optional<Finding> buffer(RunSpec spec, int all) {
        int partitions = spec.producer().partitionsPerProducer(all);
        long batches = (long) partitions * spec.producer().batchSize();
        return batches <= spec.producer().bufferMemory()
                ? Optional.empty()
                : Optional.of(warn(
                        Code.BUFFER_TOO_SMALL,
                        "batchBytes",
                        spec.producer().batchSize(),
                        "partitions",
                        partitions,
                        "neededBytes",
                        batches,
                        "bufferBytes",
                        spec.producer().bufferMemory()));
    }
}
