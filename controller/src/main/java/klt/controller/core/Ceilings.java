package klt.controller.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.common.spec.RunSpec;
import klt.common.spec.input.FieldError;
import klt.common.spec.limit.Limits;
import klt.common.spec.load.Extent;
import klt.common.spec.load.Rate;
import klt.common.text.Bytes;
import klt.common.text.Counted;
import klt.common.text.Quantity;
import klt.controller.core.preflight.MessageSize;

/**
 * Upper bounds for a run, set by this controller's operator. If a spec does not determine a value that has a bound, it is rejected.
 *
 * @param bytesPerSecond maximum throughput before compression and replication; infinite if there is no limit
 * @param messageBytes maximum size of a message: value, key, headers and framing
 * @param partitions maximum number of partitions that a run may create, across all its topics
 * @param duration maximum length of a run's schedule; empty if there is no limit
 */
public record Ceilings(double bytesPerSecond, long messageBytes, int partitions, Optional<Duration> duration) {

    public static final String BYTES_PER_SECOND = "MAX_BYTES_PER_SECOND";
    public static final String MESSAGE_SIZE = "MAX_MESSAGE_SIZE";
    public static final String PARTITIONS = "MAX_PARTITIONS";
    public static final String DURATION = "MAX_DURATION";

    public static final Ceilings NONE =
            new Ceilings(Double.POSITIVE_INFINITY, Long.MAX_VALUE, Limits.PARTITIONS_MAX, Optional.empty());

    private static final double NANOS_PER_SECOND = 1e9;

    /** Returns an error for each bound that a spec exceeds. */
    List<FieldError> check(RunSpec spec) {
        List<FieldError> errors = new ArrayList<>();
        if (spec.load().sends()) {
            checkThroughput(spec).ifPresent(errors::add);
            checkMessage(spec).ifPresent(errors::add);
            int created = spec.topic().allPartitions();
            if (created > partitions) {
                errors.add(new FieldError(
                        "topic.partitions",
                        "makes " + Counted.of(created, "partition") + " in "
                                + Counted.of(spec.topic().names().size(), "topic") + ", which exceeds " + PARTITIONS
                                + " of this controller: " + partitions));
            }
        }
        checkDuration(spec).ifPresent(errors::add);
        return errors;
    }

    /** Returns the spec key that sets the rate. */
    static String rateField(RunSpec spec) {
        return switch (spec.load().rate()) {
            case Rate.Limit limit -> "limit.to";
            case Rate.Staged staged -> "load.stages";
            case Rate.PerSecond perSecond -> "rate";
            case Rate.Max() -> "rate";
            case Rate.None() -> "rate";
        };
    }

    private Optional<FieldError> checkThroughput(RunSpec spec) {
        if (Double.isInfinite(bytesPerSecond)) {
            return Optional.empty();
        }
        Optional<MessageSize> message = average(spec);
        if (message.isEmpty()) {
            return Optional.of(unknownSize(BYTES_PER_SECOND));
        }
        Optional<Double> needed = switch (spec.load().rate()) {
            case Rate.Limit(var settings) ->
                Optional.of(settings.to() * message.get().inBatch());
            case Rate.PerSecond perSecond -> peak(spec, message.get());
            case Rate.Staged staged -> peak(spec, message.get());
            case Rate.Max() -> Optional.empty();
            case Rate.None() -> Optional.of(0.0);
        };
        if (needed.isEmpty()) {
            return Optional.of(new FieldError(
                    rateField(spec),
                    "max has no upper bound, and " + BYTES_PER_SECOND + " of this controller is "
                            + perSecond(bytesPerSecond) + "; set a number"));
        }
        return throughputError(rateField(spec), needed.get());
    }

    private static Optional<Double> peak(RunSpec spec, MessageSize message) {
        return spec.message().payload().peakBytesPerSecond(spec.load(), (double) message.inBatch() - message.value());
    }

    /**
     * Checks a change to a live run's rate. The new rate may apply to any stage, so the messages of the stage with the largest ones count.
     *
     * @param rate new rate in messages per second
     */
    Optional<FieldError> checkRate(double rate, RunSpec spec) {
        return average(spec)
                .flatMap(message -> spec.message()
                        .payload()
                        .largestAverageBytes(spec.load())
                        .flatMap(value -> throughputError(
                                "rate", rate * (value + (double) message.inBatch() - message.value()))));
    }

    /** Checks a change to the factor by which a live run's scheduled rate is multiplied. */
    Optional<FieldError> checkFactor(double factor, RunSpec spec) {
        return average(spec)
                .flatMap(message -> peak(spec, message))
                .flatMap(scheduled -> throughputError("factor", scheduled * factor));
    }

    private Optional<FieldError> throughputError(String field, double needed) {
        return needed > bytesPerSecond
                ? Optional.of(new FieldError(
                        field,
                        "needs " + perSecond(needed) + " at its highest load, which exceeds " + BYTES_PER_SECOND
                                + " of this controller: " + perSecond(bytesPerSecond)
                                + "; lower the rate or payload.size"))
                : Optional.empty();
    }

    private static Optional<MessageSize> average(RunSpec spec) {
        return MessageSize.average(spec, spec.workers().expected(), spec.topic().allPartitions());
    }

    private static String perSecond(double bytes) {
        return Bytes.words((long) Math.ceil(bytes)) + " per second";
    }

    private Optional<FieldError> checkMessage(RunSpec spec) {
        if (messageBytes == Long.MAX_VALUE) {
            return Optional.empty();
        }
        Optional<MessageSize> largest = MessageSize.largest(
                spec, spec.workers().expected(), spec.topic().allPartitions());
        if (largest.isEmpty()) {
            return Optional.of(unknownSize(MESSAGE_SIZE));
        }
        long bytes = largest.get().total();
        return bytes > messageBytes
                ? Optional.of(new FieldError(
                        "payload.size",
                        "makes messages of up to " + Bytes.words(bytes)
                                + " with key, headers and framing, which exceeds " + MESSAGE_SIZE
                                + " of this controller: " + Bytes.words(messageBytes)))
                : Optional.empty();
    }

    private static FieldError unknownSize(String variable) {
        return new FieldError(
                "payload.format",
                "only the workers know the sizes of these values, so they cannot be compared with " + variable
                        + " of this controller; use another format");
    }

    private Optional<FieldError> checkDuration(RunSpec spec) {
        if (duration.isEmpty()) {
            return Optional.empty();
        }
        String max = DURATION + " of this controller: " + Quantity.format(duration.get());
        Optional<Double> seconds = spec.load().seconds();
        if (seconds.isEmpty()) {
            return Optional.of(new FieldError(
                    "duration", "must be set, because the run would have no known length, and must not exceed " + max));
        }
        boolean fits = seconds.get() <= duration.get().toNanos() / NANOS_PER_SECOND;
        return fits
                ? Optional.empty()
                : Optional.of(new FieldError(
                        lengthField(spec),
                        "makes the run last " + Quantity.format(Duration.ofMillis(Math.round(seconds.get() * 1e3)))
                                + ", which exceeds " + max));
    }

    /** Returns the spec key that determines the length. */
    private static String lengthField(RunSpec spec) {
        if (spec.load().rate() instanceof Rate.Staged) {
            return "load.stages";
        }
        return switch (spec.load().extent()) {
            case Extent.Messages messages -> "messages";
            case Extent.Timed timed -> "duration";
            case Extent.ToEnd() -> "duration";
        };
    }
}
