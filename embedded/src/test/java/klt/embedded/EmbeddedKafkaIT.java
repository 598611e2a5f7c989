package klt.embedded;

import static klt.embedded.Clients.LIMIT;
import static klt.embedded.Clients.createTopic;
import static klt.embedded.Clients.readAll;
import static klt.embedded.Clients.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class EmbeddedKafkaIT {

    @Test
    void givesBackWhatWasProduced() throws Exception {
        try (var kafka = EmbeddedKafka.builder().start()) {
            createTopic(kafka, new NewTopic("t", 1, (short) 1));

            send(kafka, "t", "k", "a", "b", "c");

            assertThat(readAll(kafka, "t")).containsExactly("a", "b", "c");
        }
    }

    @Test
    void restartKeepsDataAndPort() throws Exception {
        try (var kafka = EmbeddedKafka.builder().start()) {
            String servers = kafka.bootstrapServers();
            createTopic(kafka, new NewTopic("t", 1, (short) 1));
            send(kafka, "t", "k", "before");

            kafka.stop(0);
            kafka.stop(0);
            kafka.restart(0);
            kafka.restart(0);
            send(kafka, "t", "k", "after");

            assertThat(kafka.bootstrapServers()).isEqualTo(servers);
            assertThat(readAll(kafka, "t")).containsExactly("before", "after");
        }
    }

    @Test
    void aGivenFolderSurvivesANewStart(@TempDir Path folder) throws Exception {
        try (var kafka = EmbeddedKafka.builder().dataFolder(folder).start()) {
            createTopic(kafka, new NewTopic("t", 1, (short) 1));
            send(kafka, "t", "k", "kept");
        }

        try (var kafka = EmbeddedKafka.builder().dataFolder(folder).start()) {
            assertThat(readAll(kafka, "t")).containsExactly("kept");
        }
    }

    @Test
    void aTemporaryFolderIsDeletedOnClose() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.builder().start();
        createTopic(kafka, new NewTopic("t", 1, (short) 1));
        Path folder = kafka.dataFolder();
        assertThat(folder.resolve("broker-0").resolve("t-0")).isDirectory();

        kafka.close();
        kafka.close();

        assertThat(folder).doesNotExist();
    }

    @Test
    void compactsATopic() throws Exception {
        var quickly = Map.of(
                "cleanup.policy", "compact",
                "segment.ms", "50",
                "min.cleanable.dirty.ratio", "0.01",
                "max.compaction.lag.ms", "100");
        try (var kafka =
                EmbeddedKafka.builder().property("log.cleaner.backoff.ms", "50").start()) {
            createTopic(kafka, new NewTopic("state", 1, (short) 1).configs(quickly));
            send(kafka, "state", "run-1", "old", "newer", "newest");

            await("the old values are compacted away").atMost(LIMIT).until(() -> {
                // the active segment is never compacted, so it has to roll
                rollWith(kafka);
                List<String> values = readAll(kafka, "state");
                return !values.contains("old") && !values.contains("newer") && values.contains("newest");
            });
        }
    }

    private static void rollWith(EmbeddedKafka kafka) {
        try {
            send(kafka, "state", "other", "x");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void namesThePortThatIsInUse(@TempDir Path folder) throws Exception {
        try (var other = new ServerSocket(0, 1, LoopbackPort.host())) {
            var builder = EmbeddedKafka.builder().port(other.getLocalPort()).dataFolder(folder);

            assertThatThrownBy(builder::start)
                    .isInstanceOf(PortInUseException.class)
                    .hasMessageStartingWith("Port " + other.getLocalPort() + " on 127.0.0.1 is in use");
        }
    }

    @Test
    void listensOnTheGivenPortAndFreesIt() throws Exception {
        int port;
        try (var free = LoopbackPort.open(0)) {
            port = free.number();
        }

        try (var kafka = EmbeddedKafka.builder().port(port).start()) {
            assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
        }

        try (var again = LoopbackPort.open(port)) {
            assertThat(again.number()).isEqualTo(port);
        }
    }

    @Test
    void saysWhyABrokerDoesNotStart() {
        Set<Path> before = temporaryFolders();

        assertThatThrownBy(() -> EmbeddedKafka.builder()
                        .property("log.retention.ms", "soon")
                        .start())
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessageContaining("log.retention.ms")
                .hasMessageContaining("soon");

        assertThat(temporaryFolders()).isEqualTo(before);
    }

    /** Kafka itself would corrupt the first one's metadata log before it detects the conflict. */
    @Test
    void refusesAFolderThatAnotherUses(@TempDir Path folder) throws Exception {
        var builder = EmbeddedKafka.builder().dataFolder(folder);
        try (var kafka = builder.start()) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(builder::start)
                        .isInstanceOf(EmbeddedKafkaException.class)
                        .hasMessage("Data folder " + folder
                                + " is in use by another embedded Kafka: stop that one, or choose a different folder");
            }

            createTopic(kafka, new NewTopic("t", 1, (short) 1));
            assertThat(kafka.fault()).isNotDone();
        }
    }

    @Test
    void refusesAFolderOfAnotherNumberOfBrokers(@TempDir Path folder) {
        EmbeddedKafka.builder().dataFolder(folder).start().close();

        assertThatThrownBy(() ->
                        EmbeddedKafka.builder().brokers(3).dataFolder(folder).start())
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessage("Data folder " + folder
                        + " holds 1 broker(s), not 3: start as many, or choose a different folder");
    }

    @Test
    void aFatalFaultDoesNotEndTheJvmButIsReported(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        try (var kafka = EmbeddedKafka.builder().dataFolder(data).start()) {
            assertThat(kafka.fault()).isNotDone();

            // its last log folder fails, which would halt a server process of Kafka
            Files.move(data.resolve("broker-0"), folder.resolve("elsewhere"));
            try (var admin = Clients.admin(kafka)) {
                var created = admin.createTopics(List.of(new NewTopic("t", 1, (short) 1)))
                        .all();

                assertThat(kafka.fault().get(60, TimeUnit.SECONDS))
                        .contains("Kafka asked to end the JVM with status 1");
                assertThat(created).isNotNull();
            }
        }
    }

    @Test
    void everyOpenKafkaIsNotifiedThatKafkaTriedToEndTheJvm() throws Exception {
        try (var one = EmbeddedKafka.builder().start();
                var two = EmbeddedKafka.builder().start()) {
            assertThatThrownBy(() -> Exit.exit(3, "reason")).isInstanceOf(EmbeddedKafkaException.class);

            assertThat(one.fault().get(1, TimeUnit.SECONDS))
                    .contains("with status 3")
                    .contains("reason");
            assertThat(two.fault().get(1, TimeUnit.SECONDS))
                    .contains("with status 3")
                    .contains("reason");
        }
    }

    @Test
    void leavesNoThread() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        EmbeddedKafka.builder().start().close();

        await("all threads have ended").atMost(LIMIT).pollInSameThread().until(() -> left(before), Set::isEmpty);
    }

    /** New threads, except the daemons that Java and Yammer Metrics keep once per JVM. */
    private static Set<String> left(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.isAlive())
                .filter(
                        thread -> !(thread.isDaemon()
                                && thread.getName()
                                        .matches(
                                                "metrics-meter-tick-thread-.*|ForkJoinPool.*|CompletableFutureDelay.*|.*Cleaner.*")))
                .map(Thread::getName)
                .collect(Collectors.toSet());
    }

    private static Set<Path> temporaryFolders() {
        try (var entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("klt-kafka-"))
                    .collect(Collectors.toSet());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
