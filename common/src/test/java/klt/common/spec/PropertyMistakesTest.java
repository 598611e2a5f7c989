package klt.common.spec;

import static klt.common.spec.Specs.mistakes;
import static klt.common.spec.Specs.valid;
import static klt.common.spec.Specs.wrongFields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import klt.common.spec.input.FieldError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors in the properties of Kafka's clients, each with the property's name. */
class PropertyMistakesTest {

    @Test
    void valuesAreTextNumbersOrBooleans() {
        RunSpec spec = valid("""
                messages: 1
                producer: {properties: {send.buffer.bytes: 131072, metadata.recovery.strategy: Rebootstrap}}
                consumers: {properties: {check.crcs: false, client.rack: "use1-az1", fetch.max.bytes: "1048576"}}
                """);

        assertThat(spec.producer().properties())
                .containsExactly(
                        entry("metadata.recovery.strategy", "Rebootstrap"), entry("send.buffer.bytes", "131072"));
        assertThat(spec.consumers().common().client().properties())
                .containsExactly(
                        entry("check.crcs", "false"),
                        entry("client.rack", "use1-az1"),
                        entry("fetch.max.bytes", "1048576"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "send.buffer.bytes: -2 | takes a whole number in [-1,...], not -2",
                "send.buffer.bytes: 128KiB | takes a whole number in [-1,...], not \"128KiB\"",
                "send.buffer.bytes: 3000000000 | takes a whole number in [-1,...], not 3000000000",
                "send.buffer.bytes: [1] | takes a whole number in [-1,...], not [1]",
                "send.buffer.bytes: | takes a whole number in [-1,...], not null",
                "compression.gzip.level: 0 | takes a whole number in [1,...,9] or -1, not 0",
                "connections.max.idle.ms: -1 | takes a whole number in [0,...], not -1",
                "enable.metrics.push: maybe | takes true or false, not \"maybe\"",
                "metadata.recovery.strategy: retry | takes one of [REBOOTSTRAP, NONE], not \"retry\"",
            })
    void kafkaChecksTheValues(String property, String message) {
        String yaml = "{messages: 1, producer: {properties: {" + property + "}}}";

        assertThat(mistakes(SpecReader.readYaml(yaml)))
                .containsExactly(new FieldError(
                        "producer.properties['" + property.substring(0, property.indexOf(':')) + "']", message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "producer: {properties: {retries: 0}} | producer.properties['retries']",
                "producer: {properties: {retries: 0}, idempotence: false} |",
                "transactions: {abortShare: 0.1, timeout: 1s} | transactions.abortShare transactions.timeout",
                "transactions: {messages: 5}, producer: {perWorker: 2} | transactions.messages",
                "transactions: {interval: 1s}, producer: {acks: 1} | transactions.interval",
                "transactions: {interval: 1s}, producer: {idempotence: false} | transactions.interval",
                "producer: {properties: {max.request.size: 2047}} | producer.properties['max.request.size']",
                "producer: {properties: {max.request.size: 2048}} |",
                "producer: {properties: {partitioner.availability.timeout.ms: 5}} |",
                "producer: {properties: {partitioner.availability.timeout.ms: 5}}, verification: after | producer.properties['partitioner.availability.timeout.ms']",
                "producer: {properties: {partitioner.availability.timeout.ms: 5}}, partitioner: round-robin | producer.properties['partitioner.availability.timeout.ms']",
                "producer: {properties: {partitioner.availability.timeout.ms: 5}}, topic: 't{0..1}' | producer.properties['partitioner.availability.timeout.ms']",
                "producer: {properties: {partitioner.availability.timeout.ms: 5}, perWorker: 2} | producer.properties['partitioner.availability.timeout.ms']",
                "consumers: {properties: {session.timeout.ms: 10000}} |",
                "consumers: {properties: {session.timeout.ms: 10000}, protocol: consumer} | consumers.properties['session.timeout.ms']",
                "consumers: {properties: {max.poll.interval.ms: 10000}, protocol: share} | consumers.properties['max.poll.interval.ms']",
                "consumers: {properties: {group.remote.assignor: range}} | consumers.properties['group.remote.assignor']",
                "consumers: {properties: {group.remote.assignor: range}, protocol: consumer} |",
                "consumers: {properties: {session.timeout.ms: 3000}} | consumers.properties['session.timeout.ms']",
                "consumers: {properties: {heartbeat.interval.ms: 45000}} | consumers.properties['heartbeat.interval.ms']",
                "consumers: {properties: {request.timeout.ms: 500}} | consumers.properties['request.timeout.ms']",
                "consumers: {properties: {request.timeout.ms: 501}} |",
                "consumers: {properties: {group.remote.assignor: '${file:/etc/passwd:x}'}, protocol: consumer} | consumers.properties['group.remote.assignor']",
                "consumers: {properties: {client.rack: \"a\\nb\"}} | consumers.properties['client.rack']",
                "producer: {properties: [retries]} | producer.properties",
                "producer: {properties: 'retries=5'} | producer.properties",
                "producer: {properties: '{retries: 5}'} |",
                "producer: {properties: {acks: all, sasl.jaas.config: x, retrys: 5}} | producer.properties['acks'] producer.properties['sasl.jaas.config'] producer.properties['retrys']"
            })
    void propertiesAreChecked(String keys, String fields) {
        assertThat(wrongFields("{messages: 1, " + keys + "}"))
                .containsExactlyInAnyOrder(fields == null ? new String[0] : fields.split(" "));
    }

    @Test
    void aNumberThatOnlyKafkaKnowsIsInTheMessage() {
        assertThat(
                        mistakes(
                                SpecReader.readYaml(
                                        "{messages: 1, consumers: {properties: {heartbeat.interval.ms: 5000, session.timeout.ms: 5000}}}")))
                .containsExactly(new FieldError(
                        "consumers.properties['heartbeat.interval.ms']",
                        "heartbeat.interval.ms = 5000 must be below session.timeout.ms = 5000"));
    }

    @Test
    void topicsHaveSettingsOfTheirOwn() {
        assertThat(valid(
                                "{messages: 1, topic: {config: {retention.ms: 3600000, cleanup.policy: 'compact,delete', preallocate: true}}}")
                        .topic()
                        .config())
                .containsExactly(
                        entry("cleanup.policy", "compact,delete"),
                        entry("preallocate", "true"),
                        entry("retention.ms", "3600000"));
        assertThat(mistakes(SpecReader.readYaml(
                        "{messages: 1, topic: {config: {retention.mss: 1, send.buffer.bytes: 1}}}")))
                .containsExactlyInAnyOrder(
                        new FieldError(
                                "topic.config['retention.mss']",
                                "is not a setting of a topic; did you mean retention.ms?"),
                        new FieldError("topic.config['send.buffer.bytes']", "is not a setting of a topic"));
    }
}
