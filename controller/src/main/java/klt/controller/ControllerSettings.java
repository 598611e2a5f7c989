package klt.controller;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import klt.common.clock.Ticker;
import klt.common.kafka.KafkaSettings;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.common.spec.SpecReader;
import klt.common.spec.limit.Limits;
import klt.common.text.Quantity;
import klt.controller.core.Ceilings;
import klt.controller.fleet.FleetSettings;
import klt.controller.http.server.HttpSettings;
import klt.controller.store.Retention;
import klt.controller.webhook.WebhookSettings;

/**
 * The controller's configuration, read from the environment.
 *
 * @param http where and how the controller serves HTTP
 * @param concurrentRunsMax maximum number of runs that may load Kafka concurrently
 * @param allowedTopics the only topics that runs may load; if empty, they may load any topic
 * @param defaultRate rate for specs without one, in messages per second
 * @param rateMax maximum rate of a run, in messages per second
 * @param ceilings further upper bounds for a run
 * @param retention which runs to keep
 * @param webhook where to report the ends of runs and sweeps
 * @param fleet the platform that runs the workers
 */
record ControllerSettings(
        KafkaSettings kafka,
        HttpSettings http,
        int concurrentRunsMax,
        Set<String> allowedTopics,
        double defaultRate,
        double rateMax,
        Ceilings ceilings,
        Retention retention,
        Optional<WebhookSettings> webhook,
        FleetSettings fleet) {

    private static final int CONCURRENT_RUNS_MAX = 100;
    private static final Duration AGE_MIN = Duration.ofHours(1);
    private static final Duration DURATION_MIN = Duration.ofSeconds(1);

    ControllerSettings {
        allowedTopics = Set.copyOf(allowedTopics);
    }

    /**
     * @param ticker measures how often to look for changed files
     * @param clock decides when sessions expire
     * @throws ConfigurationException if a variable is missing or invalid
     */
    static ControllerSettings from(Environment environment, Ticker ticker, InstantSource clock) {
        return new ControllerSettings(
                KafkaSettings.from(environment),
                HttpSettings.from(environment, ticker, clock),
                environment.wholeNumber("MAX_CONCURRENT_RUNS", 1, 1, CONCURRENT_RUNS_MAX),
                Set.copyOf(environment.list("ALLOWED_TOPICS")),
                rate(environment, "DEFAULT_RATE", Limits.RATE_MIN, Limits.RATE_MAX)
                        .orElse(SpecReader.RATE),
                rate(environment, "MAX_RATE", Double.MIN_VALUE, Double.MAX_VALUE)
                        .orElse(Double.POSITIVE_INFINITY),
                ceilings(environment),
                new Retention(
                        environment.wholeNumber("MAX_STORED_RUNS", Retention.RUNS_DEFAULT, 1, Retention.RUNS_MAX),
                        duration(environment, "MAX_RUN_AGE", AGE_MIN, "90d")),
                WebhookSettings.from(environment),
                FleetSettings.from(environment));
    }

    private static Ceilings ceilings(Environment environment) {
        return new Ceilings(
                bytes(environment, Ceilings.BYTES_PER_SECOND)
                        .map(Number::doubleValue)
                        .orElse(Double.POSITIVE_INFINITY),
                bytes(environment, Ceilings.MESSAGE_SIZE).map(Number::longValue).orElse(Long.MAX_VALUE),
                environment.wholeNumber(Ceilings.PARTITIONS, Limits.PARTITIONS_MAX, 1, Limits.PARTITIONS_MAX),
                duration(environment, Ceilings.DURATION, DURATION_MIN, "2h"));
    }

    private static Optional<BigDecimal> bytes(Environment environment, String variable) {
        return environment
                .text(variable)
                .map(text -> Quantity.bytes(text)
                        .filter(bytes -> bytes.compareTo(BigDecimal.ONE) >= 0)
                        .orElseThrow(() -> new ConfigurationException(
                                variable, "takes a number of bytes such as 50MB or 10MiB, not '" + text + "'")));
    }

    private static Optional<Duration> duration(Environment environment, String variable, Duration min, String example) {
        return environment
                .text(variable)
                .map(text -> Quantity.duration(text)
                        .filter(time -> time.compareTo(min) >= 0)
                        .orElseThrow(() -> new ConfigurationException(
                                variable,
                                "takes a time of at least " + Quantity.format(min) + ", such as " + example + ", not '"
                                        + text + "'")));
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
