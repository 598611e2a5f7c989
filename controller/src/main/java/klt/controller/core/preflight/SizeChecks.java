package klt.controller.core.preflight;

import static klt.controller.core.preflight.Finding.refuse;
import static klt.controller.core.preflight.Finding.warn;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import klt.common.spec.RunSpec;
import klt.common.text.Bytes;
import klt.controller.core.preflight.Finding.Code;

/** Compares messages and batches with the topic's limit, and batches with the producer's buffer. */
final class SizeChecks {

    private SizeChecks() {}

    static Optional<Finding> message(RunSpec spec, MessageSize message, TopicFacts facts) {
        OptionalLong limit = facts.settings().messageBytesMax();
        if (limit.isEmpty() || message.total() <= limit.getAsLong()) {
            return Optional.empty();
        }
        boolean compressed = !spec.producer().compression().equals("none");
        long fits = message.value() - (message.total() - limit.getAsLong());
        String words = "a message takes " + message.words() + ", and max.message.bytes of topic " + facts.topic()
                + " is " + String.format(Locale.ROOT, "%,d", limit.getAsLong());
        String cure = (fits > 0 ? String.format(Locale.ROOT, "lower payload.size to %,d or less, or", fits) : "")
                + " raise max.message.bytes";
        return Optional.of(
                compressed
                        ? warn(
                                Code.MESSAGE_TOO_LARGE,
                                words + ": it fits only when " + spec.producer().compression()
                                        + " compresses it enough",
                                cure.strip())
                        : refuse(Code.MESSAGE_TOO_LARGE, words, cure.strip()));
    }

    static Optional<Finding> batch(RunSpec spec, TopicFacts facts) {
        OptionalLong limit = facts.settings().messageBytesMax();
        int batch = spec.producer().batchSize();
        return limit.isEmpty() || batch <= limit.getAsLong()
                ? Optional.empty()
                : Optional.of(warn(
                        Code.BATCH_TOO_LARGE,
                        String.format(
                                Locale.ROOT,
                                "producer.batchSize %s is above max.message.bytes %,d of topic %s: Kafka refuses each full"
                                        + " batch, and the producer splits and resends it",
                                Bytes.words(batch),
                                limit.getAsLong(),
                                facts.topic()),
                        String.format(
                                Locale.ROOT,
                                "lower producer.batchSize to %,d or less, or raise max.message.bytes",
                                limit.getAsLong())));
    }

    static Optional<Finding> buffer(RunSpec spec, TopicFacts facts) {
        long batches = (long) facts.partitions().size() * spec.producer().batchSize();
        return batches <= spec.producer().bufferMemory()
                ? Optional.empty()
                : Optional.of(warn(
                        Code.BUFFER_TOO_SMALL,
                        String.format(
                                Locale.ROOT,
                                "one batch of %s for each of %,d partitions needs %s, and producer.bufferMemory is %s: send()"
                                        + " waits for memory when messages go to all of them",
                                Bytes.words(spec.producer().batchSize()),
                                facts.partitions().size(),
                                Bytes.words(batches),
                                Bytes.words(spec.producer().bufferMemory())),
                        "raise producer.bufferMemory to " + Bytes.words(batches)
                                + " or more, or lower producer.batchSize"));
    }
}
