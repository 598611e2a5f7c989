package klt.cli.spec;

import static org.assertj.core.api.Assertions.assertThat;

import klt.common.spec.SpecSchema;
import klt.common.spec.input.FieldError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeySuggestionTest {

    @ParameterizedTest
    @CsvSource({
        "producer.lingerms, producer.lingerMs",
        "producer.linger, producer.lingerMs",
        "lingerMs, producer.lingerMs",
        "consumers.acks, producer.acks",
        "producer.batch, producer.batchSize",
        "mesages, messages",
        "producr, producer",
        "topic.partition, topic.partitions",
        "objective, objectives",
        "partitions, topic.partitions"
    })
    void theNearestKey(String wrong, String nearest) {
        assertThat(KeySuggestion.nearest(wrong)).contains(nearest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "producer.colour", "x", "topic.name", "producer", "objectives[1]"})
    void noneForARightKeyAndForOneThatResemblesNone(String field) {
        assertThat(KeySuggestion.nearest(field)).isEmpty();
    }

    @Test
    void anErrorKeepsItsText() {
        assertThat(KeySuggestion.added(new FieldError("producer.ack", "is not a known key")))
                .isEqualTo(new FieldError("producer.ack", "is not a known key; did you mean producer.acks?"));
        FieldError right = new FieldError("rate", "takes a number");
        assertThat(KeySuggestion.added(right)).isEqualTo(right);
    }

    @Test
    void theHelpListsEveryKey() {
        assertThat(KeyList.text().lines().filter(line -> line.startsWith("  ")))
                .hasSize(SpecSchema.current().keys().size())
                .anyMatch(line -> line.matches(" {2}producer\\.lingerMs +0 to 60,000 ms \\(5\\)"));
    }
}
