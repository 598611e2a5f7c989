package klt.controller;

import java.util.Set;
import klt.common.kafka.KafkaSettings;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.common.spec.Quantity;

/**
 * The controller's configuration, from the environment.
 *
 * @param host address to listen on
 * @param port 0 for a free one
 * @param concurrentRunsMax runs that may load Kafka at the same time
 * @param allowedTopics the only topics that may be loaded; all when empty
 * @param rateMax messages per second that a run may ask for
 */
record ControllerSettings(
        KafkaSettings kafka, String host, int port, int concurrentRunsMax, Set<String> allowedTopics, double rateMax) {

    private static final int PORT = 8080;
    private static final int PORT_MAX = 65_535;
    private static final int CONCURRENT_RUNS_MAX = 100;

    ControllerSettings {
        allowedTopics = Set.copyOf(allowedTopics);
    }

    /** @throws ConfigurationException for a variable that is missing or wrong */
    static ControllerSettings from(Environment environment) {
        return new ControllerSettings(
                KafkaSettings.from(environment),
                environment.text("HOST", "0.0.0.0"),
                environment.wholeNumber("PORT", PORT, 0, PORT_MAX),
                environment.wholeNumber("MAX_CONCURRENT_RUNS", 1, 1, CONCURRENT_RUNS_MAX),
                Set.copyOf(environment.list("ALLOWED_TOPICS")),
                environment.text("MAX_RATE").map(ControllerSettings::rate).orElse(Double.POSITIVE_INFINITY));
    }

    private static double rate(String text) {
        return Quantity.count(text)
                .map(Number::doubleValue)
                .filter(rate -> rate > 0)
                .orElseThrow(() -> new ConfigurationException(
                        "MAX_RATE", "takes messages per second such as 50000 or 50k, not '" + text + "'"));
    }
}
