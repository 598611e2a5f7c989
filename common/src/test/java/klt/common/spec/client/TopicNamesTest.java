package klt.common.spec.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicNamesTest {

    @Test
    void aNameStandsForItself() {
        assertThat(TopicNames.of("orders.v2_a-b")).containsExactly("orders.v2_a-b");
    }

    @Test
    void namesAreSeparatedByCommas() {
        assertThat(TopicNames.of("orders,payments, refunds")).containsExactly("orders", "payments", "refunds");
    }

    @Test
    void aRangeStandsForItsNumbers() {
        assertThat(TopicNames.of("orders-{0..3}")).containsExactly("orders-0", "orders-1", "orders-2", "orders-3");
        assertThat(TopicNames.of("{8..10}.x")).containsExactly("8.x", "9.x", "10.x");
        assertThat(TopicNames.of("a{1..1}")).containsExactly("a1");
    }

    @Test
    void aLeadingZeroKeepsTheWidth() {
        assertThat(TopicNames.of("t{08..10}")).containsExactly("t08", "t09", "t10");
        assertThat(TopicNames.of("t{0..10}")).startsWith("t0", "t1").endsWith("t10");
        assertThat(TopicNames.of("t{01..3}")).containsExactly("t01", "t02", "t03");
        assertThat(TopicNames.of("t{8..010}")).containsExactly("t008", "t009", "t010");
    }

    @Test
    void rangesAreCombined() {
        assertThat(TopicNames.of("a{0..1}-{0..2},b"))
                .isEqualTo(List.of("a0-0", "a0-1", "a0-2", "a1-0", "a1-1", "a1-2", "b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "orders,                   | not ''",
                "orders,,x                 | not ''",
                "a b                       | not 'a b'",
                "t{1..                     | not 't{1..'",
                "t{a..b}                   | not 't{a..b}'",
                "t{1..1234567890}          | not 't{1..1234567890}'",
                "t{3..1}                   | above its last one",
                "t{3..1},a                 | above its last one",
                "t{0..999999999}{3..1}     | above its last one",
                "t{{5..6}..3}              | not 't{5..3}'",
                "orders,orders             | names topic 'orders' twice",
                "t{0..1},t1                | names topic 't1' twice",
                "a,__b                     | which Kafka reserves",
                "t{0..100}                 | more than 100 topics",
                "t{0..999999999}           | more than 100 topics",
                "t{0..99}{0..99999}{0..99} | more than 100 topics",
            })
    void anythingElseIsAMistake(String text, String words) {
        assertThat(TopicNames.mistake(text).orElse("")).contains(words);
    }

    @ParameterizedTest
    @CsvSource({
        "loadtest, true",
        "loadtest-2, true",
        "loadtest.a, true",
        "loadtest_a, true",
        "loadtests, false",
        "my-loadtest, false"
    })
    void someTopicsBelongToTheLoadTesterByTheirNames(String name, boolean own) {
        assertThat(TopicNames.isOfLoadTests(name)).isEqualTo(own);
    }

    @Test
    void aHundredTopicsAreAllowed() {
        assertThat(TopicNames.mistake("t{0..99}")).isEmpty();
        assertThat(TopicNames.of("t{0..99}")).hasSize(100);
    }
}
