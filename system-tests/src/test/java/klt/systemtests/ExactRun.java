package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import klt.systemtests.TopicReader.Contents;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run from the command line that must send every sequence once, at its rate; each needs a Kafka on which it has not run before.
 *
 * @param rate messages per second across all workers
 */
record ExactRun(int workers, int messages, int rate) {

    /** Ten seconds of load from cold JVMs that share the machine with others: the last answer alone may take a hundredth of that. */
    static final double SHORT_RUN_RATE_TOLERANCE = 0.03;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SIZE = 1_024;

    /**
     * Runs it and compares its report with the contents of the topic.
     *
     * @param folder for the report
     * @param rateTolerance maximum deviation of the rate achieved, as a fraction of the rate
     */
    void check(String bootstrapServers, Path folder, double rateTolerance) {
        String topic = "t-" + workers + "-" + messages + "-" + rate;
        Path report = folder.resolve("out.json");

        try (Command run = Command.start(
                "run",
                "--kafka",
                bootstrapServers,
                "--workers",
                String.valueOf(workers),
                "--messages",
                String.valueOf(messages),
                "--rate",
                String.valueOf(rate),
                "--topic",
                topic,
                "--json",
                report.toString())) {
            int exit = run.exitCode(Duration.ofMinutes(4));
            System.out.println(run.output());
            assertThat(exit).as(run.output() + run.errors()).isZero();
        }

        JsonNode json = JSON.readTree(report.toFile());
        Contents contents = TopicReader.read(bootstrapServers, topic, SIZE);
        assertThat(json.at("/messages/planned").asLong()).isEqualTo(messages);
        assertThat(json.at("/messages/acked").asLong()).isEqualTo(messages);
        assertThat(contents.endOffsetSum()).isEqualTo(messages);
        assertThat(contents.repeated()).isZero();
        assertThat(contents.wrongSize()).isZero();
        assertThat(contents.sequences().cardinality()).isEqualTo(messages);
        assertThat(contents.sequences().length()).as("no sequence beyond N−1").isEqualTo(messages);
        assertThat(contents.producers()).hasSize(workers);
        assertThat(json.at("/rate/achieved").asDouble()).isCloseTo(rate, within(rate * rateTolerance));
        assertThat(json.at("/responseTime/unanswered").asLong()).isZero();
        assertThat(json.at("/responseTime/count").asLong()
                        + json.at("/messages/warmup").asLong())
                .isEqualTo(messages);
        assertThat(IntStream.range(0, json.at("/workers").size())
                        .mapToLong(i -> json.at("/workers/" + i + "/acked").asLong())
                        .sum())
                .isEqualTo(messages);
    }
}
