package klt.controller.core;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.protocol.topics.BusTopics;
import klt.common.spec.RunSpec;
import klt.common.spec.client.AllowedClusters;
import klt.common.spec.client.ProtectedTopics;
import klt.common.spec.input.FieldError;
import klt.common.spec.load.LimitSettings;
import klt.common.spec.load.Rate;
import klt.common.text.Listing;

/**
 * The limits set by this controller's operator.
 *
 * @param allowedTopics the only topics that runs may load; if empty, they may load any topic
 * @param rateMax maximum rate in messages per second; if finite, runs at rate max are rejected
 * @param busTopics the control topics, which no run may load
 * @param clusters the clusters that runs may load
 * @param ceilings further upper bounds for a run
 */
public record Guardrails(
        Set<String> allowedTopics, double rateMax, BusTopics busTopics, AllowedClusters clusters, Ceilings ceilings) {

    public Guardrails {
        allowedTopics = Set.copyOf(allowedTopics);
    }

    /** Returns an error for each rule that an otherwise valid spec violates. */
    public List<FieldError> check(RunSpec spec) {
        List<FieldError> errors = new ArrayList<>();
        List<String> topics = spec.topic().names();
        List<String> refused = topics.stream()
                .filter(topic -> !allowedTopics.isEmpty() && !allowedTopics.contains(topic))
                .toList();
        new ProtectedTopics(busTopics.names())
                .refusals(topics, spec.load().sends())
                .forEach(refusal -> errors.add(new FieldError("topic.name", refusal)));
        if (errors.isEmpty() && !refused.isEmpty()) {
            errors.add(new FieldError(
                    "topic.name",
                    (topics.size() == 1 ? "" : Listing.of(refused) + " ")
                            + "is not among ALLOWED_TOPICS of this controller: "
                            + String.join(", ", allowedTopics.stream().sorted().toList())));
        }
        clusters.refusal(spec.topic().cluster())
                .map(refusal -> new FieldError("topic.cluster", refusal))
                .ifPresent(errors::add);
        checkRate(spec).ifPresent(errors::add);
        errors.addAll(ceilings.check(spec));
        return errors;
    }

    private Optional<FieldError> checkRate(RunSpec spec) {
        double rate = switch (spec.load().rate()) {
            case Rate.Limit(LimitSettings settings) -> settings.to();
            case Rate.Staged staged -> staged.profile().peak();
            case Rate.PerSecond(double value) -> value;
            case Rate.Max() -> Double.POSITIVE_INFINITY;
            case Rate.None() -> 0;
        };
        return checkRate(Ceilings.rateField(spec), rate);
    }

    /**
     * Checks a change to a live run's rate.
     *
     * @param rate new rate in messages per second
     * @param spec the run's spec; empty if the run is not known
     */
    public Optional<FieldError> checkRate(double rate, Optional<RunSpec> spec) {
        return checkRate("rate", rate).or(() -> spec.flatMap(run -> ceilings.checkRate(rate, run)));
    }

    /**
     * Checks a change to the factor of a live run's scheduled rate.
     *
     * @param spec the run's spec
     */
    public Optional<FieldError> checkFactor(double factor, RunSpec spec) {
        return spec.load()
                .peakRate()
                .flatMap(peak -> checkRate("factor", peak * factor))
                .or(() -> ceilings.checkFactor(factor, spec));
    }

    /** @param rate highest rate in messages per second; infinite for rate max */
    private Optional<FieldError> checkRate(String field, double rate) {
        return rate > rateMax
                ? Optional.of(new FieldError(
                        field,
                        "exceeds MAX_RATE of this controller: "
                                + BigDecimal.valueOf(rateMax)
                                        .stripTrailingZeros()
                                        .toPlainString() + " messages per second"))
                : Optional.empty();
    }
}
