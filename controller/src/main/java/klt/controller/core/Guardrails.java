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
import klt.common.spec.load.Load;
import klt.common.spec.load.Rate;
import klt.common.text.Listing;

/**
 * The limits set by this controller's operator.
 *
 * @param allowedTopics the only topics that runs may load; if empty, they may load any topic
 * @param rateMax maximum rate in messages per second; if finite, runs at rate max are rejected
 * @param busTopics the control topics, which no run may load
 * @param clusters the clusters that runs may load
 */
public record Guardrails(Set<String> allowedTopics, double rateMax, BusTopics busTopics, AllowedClusters clusters) {

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
        checkRate(spec.load()).ifPresent(errors::add);
        return errors;
    }

    private Optional<FieldError> checkRate(Load load) {
        return switch (load.rate()) {
            case Rate.Limit(LimitSettings settings) -> checkRate("limit.to", settings.to());
            case Rate.Staged staged -> checkRate("load.stages", staged.profile().peak());
            case Rate.PerSecond(double rate) -> checkRate("rate", rate);
            case Rate.Max() -> checkRate("rate", Double.POSITIVE_INFINITY);
            case Rate.None() -> Optional.empty();
        };
    }

    /**
     * @param field spec key that sets the rate
     * @param rate highest rate in messages per second; infinite for rate max
     */
    public Optional<FieldError> checkRate(String field, double rate) {
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
