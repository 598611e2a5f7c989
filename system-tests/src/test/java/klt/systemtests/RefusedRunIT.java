package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import klt.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs from the command line that cannot begin, because of their own errors or because a cluster rejects them. */
@Tag("extended")
class RefusedRunIT {

    private static final int STOPPED = 13;
    private static final String PLAIN_LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    /** Less than the time that the command waits for a cluster that does not respond. */
    private static final Duration AT_ONCE = Duration.ofSeconds(15);

    /** No process listens there. */
    private static final String NOWHERE = "127.0.0.1:1";

    @Test
    void saysWhichAddressIsOutOfReach() {
        try (Command run = Command.start("run", "--kafka", NOWHERE, "--messages", "10", "--rate", "10")) {
            assertThat(run.exitCode(Duration.ofMinutes(2))).isEqualTo(15);
            assertThat(run.errors()).contains(NOWHERE);
        }
    }

    @Test
    void saysAtOnceThatAnHttpServerIsNoBroker() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.start();
        String address = "127.0.0.1:" + http.getAddress().getPort();
        try (Command run = Command.start("run", "--kafka", address, "--messages", "10", "--rate", "10")) {
            assertThat(run.exitCode(AT_ONCE)).isEqualTo(15);
            assertThat(run.errors()).contains(address + " is an HTTP server, not a Kafka broker");
        } finally {
            http.stop(0);
        }
    }

    @Test
    void triesAWrongPasswordOnce() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder()
                        .listener("LOGIN", "SASL_PLAINTEXT")
                        .property("sasl.enabled.mechanisms", "PLAIN")
                        .property("listener.name.login.plain.sasl.jaas.config", PLAIN_LOGIN + "user_tester=\"right\";")
                        .property("metric.reporters", JmxReporter.class.getName())
                        .start();
                Command run = Command.start(
                        Map.of(
                                "KAFKA_CLIENT_SECURITY_PROTOCOL",
                                "SASL_PLAINTEXT",
                                "KAFKA_CLIENT_SASL_MECHANISM",
                                "PLAIN",
                                "KAFKA_CLIENT_SASL_JAAS_CONFIG",
                                PLAIN_LOGIN + "username=\"tester\" password=\"wrong\";"),
                        "run",
                        "--kafka",
                        kafka.address("LOGIN"),
                        "--messages=10",
                        "--rate=10")) {
            assertThat(run.exitCode(AT_ONCE)).isEqualTo(15);
            assertThat(run.errors()).contains(kafka.address("LOGIN") + " rejects the credentials");
            assertThat(failedLogins()).isEqualTo(1);
        }
    }

    private static double failedLogins() throws JMException {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        double failed = 0;
        for (ObjectName bean : beans.queryNames(
                new ObjectName("kafka.server:type=socket-server-metrics,listener=LOGIN,networkProcessor=*"), null)) {
            failed += (double) beans.getAttribute(bean, "failed-authentication-total");
        }
        return failed;
    }

    @Test
    void namesEveryMistakeOfASpec() {
        try (Command run = Command.start(
                "run", "--kafka", NOWHERE, "--rate", "fast", "--size", "10", "--set", "producer.acks=2")) {
            assertThat(run.exitCode(Duration.ofMinutes(1))).isEqualTo(2);
            assertThat(run.errors())
                    .contains("messages")
                    .contains("rate")
                    .contains("payload.size")
                    .contains("producer.acks");
        }
    }

    @Test
    void aGroupThatMayNotBeUsedIsNamed() throws Exception {
        try (EmbeddedKafka guarded = EmbeddedKafka.builder()
                        .property("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                        .property("allow.everyone.if.no.acl.found", "true")
                        .start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", guarded.bootstrapServers()))) {
            admin.createAcls(List.of(new AclBinding(
                            new ResourcePattern(ResourceType.GROUP, "klt-", PatternType.PREFIXED),
                            new AccessControlEntry("User:*", "*", AclOperation.READ, AclPermissionType.DENY))))
                    .all()
                    .get();

            String missing = "Kafka does not allow Read on groups with the prefix klt-";
            try (Command local = local(guarded)) {
                isRefused(local, "consumer", "CONSUMERS_NOT_READY", missing, "the workers' user");
                isRefused(local, "share", "GROUPS_REFUSED", missing, "the controller's user");
            }
        }
    }

    /** A cluster without share groups, and runs that do not suit it, according to the preflight or to Kafka's response for each message. */
    @Test
    void whatDoesNotFitTheClusterIsNamed() throws Exception {
        try (EmbeddedKafka without = EmbeddedKafka.builder().start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", without.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic("compacted", 3, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
            admin.updateFeatures(
                            Map.of(
                                    "share.version",
                                    new FeatureUpdate((short) 0, FeatureUpdate.UpgradeType.UNSAFE_DOWNGRADE)),
                            new UpdateFeaturesOptions())
                    .all()
                    .get();

            try (Command local = local(without)) {
                isRefused(local, "share", "GROUPS_REFUSED", "Kafka 4.2 or newer");
                isStopped(
                        local,
                        List.of("--topic=compacted", "--messages=5000"),
                        "PREFLIGHT_REFUSED: KEY_REQUIRED",
                        "set key.kind to sequential");
                isStopped(
                        local,
                        List.of("--messages=5000", "--size=1048500", "--verify"),
                        "PREFLIGHT_REFUSED: MESSAGE_TOO_LARGE",
                        "header 3",
                        "max.message.bytes of topic loadtest is 1,048,588");
                // lz4 cannot compress random text, which the preflight does not know
                isStopped(
                        local,
                        List.of("--messages=30", "--rate=30", "--size=1300000", "--set=producer.compression=lz4"),
                        "MESSAGES_REFUSED: Kafka rejected all 30 messages: RecordTooLargeException",
                        "make the values smaller or raise max.message.bytes of topic loadtest");
            }
        }
    }

    private static Command local(EmbeddedKafka kafka) {
        return Command.start("local", "--kafka", kafka.bootstrapServers(), "--port", "0", "--workers", "1");
    }

    private static void isStopped(Command local, List<String> options, String... words) {
        List<String> command = new ArrayList<>(List.of("run", "--controller", LocalSystemIT.consoleUrl(local)));
        command.addAll(options);
        try (Command run = Command.start(command.toArray(String[]::new))) {
            assertThat(run.exitCode(Duration.ofMinutes(2))).as(run.output()).isEqualTo(STOPPED);
            assertThat(run.output()).contains(words).doesNotContain("INTACT");
        }
    }

    private static void isRefused(Command local, String protocol, String... words) {
        try (Command run = Command.start(
                "run",
                "--controller",
                LocalSystemIT.consoleUrl(local),
                "--messages=10",
                "--set=workers.timeout=15s",
                "--set=consumers.groups=1",
                "--set=consumers.protocol=" + protocol)) {
            assertThat(run.exitCode(Duration.ofMinutes(2))).as(run.output()).isNotZero();
            assertThat(run.output()).contains(words);
        }
    }
}
