package klt.controller;

import java.util.Optional;
import java.util.Set;
import klt.common.kafka.KafkaSettings;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.common.spec.SpecReader;
import klt.common.spec.limit.Limits;
import klt.common.text.Quantity;
import klt.controller.fleet.FleetSettings;

/**
 * The controller's configuration, from the environment.
 *
 * @param host address to listen on
 * @param port 0 for a free one
 * @param concurrentRunsMax maximum number of runs that load Kafka at the same time
 * @param allowedTopics the only topics that may be loaded; all if empty
 * @param defaultRate messages per second of a run without a rate
 * @param rateMax maximum messages per second of a run
 * @param fleet the platform that runs the workers
 */
record ControllerSettings(
        KafkaSettings kafka,
        String host,
        int port,
        int concurrentRunsMax,
        Set<String> allowedTopics,
        double defaultRate,
        double rateMax,
        FleetSettings fleet) {

    private static final int PORT = 8080;
    private static final int PORT_MAX = 65_535;
    private static final int CONCURRENT_RUNS_MAX = 100;

    ControllerSettings {
        allowedTopics = Set.copyOf(allowedTopics);
    }

    /** @throws ConfigurationException for a missing or invalid variable */
    static ControllerSettings from(Environment environment) {
        return new ControllerSettings(
                KafkaSettings.from(environment),
                environment.text("HOST", "0.0.0.0"),
                environment.wholeNumber("PORT", PORT, 0, PORT_MAX),
                environment.wholeNumber("MAX_CONCURRENT_RUNS", 1, 1, CONCURRENT_RUNS_MAX),
                Set.copyOf(environment.list("ALLOWED_TOPICS")),
                rate(environment, "DEFAULT_RATE", Limits.RATE_MIN, Limits.RATE_MAX)
                        .orElse(SpecReader.RATE),
                rate(environment, "MAX_RATE", Double.MIN_VALUE, Double.MAX_VALUE)
                        .orElse(Double.POSITIVE_INFINITY),
                FleetSettings.from(environment));
    }

    private static Optional<Double> rate(Environment environment, String variable, double min, double max) {
        return environment
                .text(variable)
                .map(text -> Quantity.count(text)
                        .map(Number::doubleValue)
                        .filter(rate -> rate >= min && rate <= max)
                        .orElseThrow(() -> new ConfigurationException(
                                variable, "takes messages per second such as 50000 or 50k, not '" + text + "'")));
    }
}
