package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** What has to be true after every fault; each says its figures. */
final class Checks {

    static final Duration WINDOW = Duration.ofSeconds(5);
    private static final double EVEN = Double.parseDouble(System.getProperty("rate.tolerance", "0.01"));

    private Checks() {}

    static void isDone(JsonNode report) {
        say("phase " + report.at("/phase") + ", messages " + report.at("/messages") + ", verdict "
                + report.at("/verdict"));
        assertThat(report.at("/phase").asString()).as(events(report)).isEqualTo("DONE");
    }

    static void addsUp(JsonNode report) {
        JsonNode messages = report.at("/messages");
        assertThat(messages.at("/acked").asLong()
                        + messages.at("/failed").asLong()
                        + messages.at("/indeterminate").asLong()
                        + messages.at("/unsent").asLong())
                .as("acked, failed, indeterminate and unsent of " + messages)
                .isEqualTo(messages.at("/planned").asLong());
    }

    static void hasEverySequence(Traffic traffic, Load load) {
        assertThat(load.messages() - traffic.sequences().cardinality())
                .as("sequences that are missing")
                .isZero();
        assertThat(traffic.sequences().length()).as("no sequence beyond N−1").isEqualTo(load.messages());
    }

    static void hasEverySequenceOnce(Traffic traffic, Load load) {
        hasEverySequence(traffic, load);
        assertThat(traffic.repeated()).as("repeated records").isZero();
    }

    /** The audit saw what is there, nothing is lost, and each duplicate is counted as one of a handover. */
    static void isProven(Traffic traffic, JsonNode report) {
        JsonNode found = report.at("/verification");
        say("audit " + found);
        assertThat(report.at("/verdict/integrity").asString())
                .as(String.valueOf(report.at("/verdict")))
                .isEqualTo("INTACT");
        assertThat(found.at("/audited").asLong())
                .as("audited records")
                .isEqualTo(traffic.records().size());
        assertThat(found.at("/lost").asLong()).as("lost").isZero();
        assertThat(found.at("/duplicated/handover").asLong()
                        + found.at("/duplicated/zombie").asLong())
                .as("duplicates of handovers and zombies in " + found)
                .isEqualTo(traffic.repeatedSequences().size());
    }

    /** Duplicates on the topic are not more than the report owns up to. */
    static void namesItsDuplicates(Traffic traffic, JsonNode report) {
        long named = report.at("/messages/handoverDuplicates").asLong();
        say(traffic.repeated() + " duplicates on the topic, handoverDuplicates " + named);
        assertThat(traffic.repeated()).as("duplicates on the topic").isLessThanOrEqualTo(named);
    }

    /** In all whole windows but the first; of a sequence that is there twice the first record counts. */
    static void isEven(String what, Traffic traffic, Instant start, Instant end, double rate) {
        Windows windows = Windows.of(traffic.firstStamps(), start, end, WINDOW).skip(1);
        String figures = String.format(
                Locale.ROOT,
                "%s: %s msg/s in windows of %d s, wanted %.1f, worst deviation %.2f %%",
                what,
                windows.rates(),
                WINDOW.toSeconds(),
                rate,
                100 * windows.worstDeviation(rate));
        say(figures);
        assertThat(windows.counts()).as("whole windows").isNotEmpty();
        assertThat(windows.worstDeviation(rate)).as(figures).isLessThanOrEqualTo(EVEN);
    }

    static Instant startOf(JsonNode report) {
        return Instant.parse(report.at("/timing/startedAt").stringValue());
    }

    static Instant scheduledEnd(JsonNode report, Load load) {
        return startOf(report).plusSeconds(load.seconds());
    }

    static List<JsonNode> eventsOf(JsonNode report, String kind) {
        return StreamSupport.stream(report.at("/events").spliterator(), false)
                .filter(event -> event.at("/kind").asString().equals(kind))
                .toList();
    }

    /** The report's row of one worker; of several boots the first. */
    static JsonNode worker(JsonNode report, String name) {
        return StreamSupport.stream(report.at("/workers").spliterator(), false)
                .filter(row -> row.at("/name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static String events(JsonNode report) {
        StringBuilder lines = new StringBuilder("reason " + report.at("/reason") + ", events:");
        report.at("/events")
                .forEach(event -> lines.append('\n')
                        .append(event.at("/second").asString())
                        .append(' ')
                        .append(event.at("/kind").asString())
                        .append(' ')
                        .append(event.at("/message").asString()));
        return lines.toString();
    }

    static void say(String figures) {
        System.out.println(figures);
    }
}
