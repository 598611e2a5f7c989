package klt.controller.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import klt.common.kafka.ConnectionException;
import klt.common.kafka.KafkaSettings;
import klt.common.settings.Environment;
import klt.controller.core.run.Command;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing listens on the ports. */
class TargetClustersTest {

    private static final String CONFIGURED = "127.0.0.1:1";
    private static final Optional<String> A = Optional.of("127.0.0.1:2");
    private static final Optional<String> B = Optional.of("127.0.0.1:3");

    private final List<String> opened = new CopyOnWriteArrayList<>();
    /** what the opening of a client waits for */
    private CompletableFuture<Void> response = CompletableFuture.completedFuture(null);

    private final Set<Admin> closed = Collections.newSetFromMap(new ConcurrentHashMap<>());
    private final Map<String, Admin> newest = new ConcurrentHashMap<>();
    private final TargetClusters clusters = new TargetClusters(
            KafkaSettings.from(new Environment(Map.of("KAFKA_BOOTSTRAP_SERVERS", CONFIGURED, "ALLOWED_CLUSTERS", "*"))),
            this::open);

    private Admin open(KafkaSettings settings) {
        Admin admin = (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "close" -> closed.add((Admin) self);
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> System.identityHashCode(self) == System.identityHashCode(arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        opened.add(settings.target());
        response.join();
        newest.put(settings.target(), admin);
        return admin;
    }

    @AfterEach
    void closeAll() {
        clusters.close();
    }

    private TargetClusters.Use look(String run, Optional<String> cluster) {
        return clusters.ofRun(new Command.LookAtTopics(run, cluster, List.of("t")));
    }

    private Admin admin(String run, Optional<String> cluster) {
        try (TargetClusters.Use use = look(run, cluster)) {
            return use.admin();
        }
    }

    @Test
    void eachClusterHasOneClientThatItsRunsShare() {
        assertThat(admin("r-1", Optional.empty())).isSameAs(newest.get(CONFIGURED));
        Admin a = admin("r-1", A);

        assertThat(admin("r-1", A)).isSameAs(a);
        assertThat(admin("r-2", A)).isSameAs(a);
        assertThat(admin("r-3", B)).isNotSameAs(a);
        assertThat(opened).containsExactly(CONFIGURED, A.get(), B.get());
    }

    @Test
    void aClientIsClosedWhenItsLastRunHasEnded() {
        Admin a = admin("r-1", A);
        admin("r-2", A);
        admin("r-3", B);

        clusters.release("r-1");
        assertThat(clusters.others()).containsExactlyInAnyOrder(A.get(), B.get());
        clusters.release("r-2");

        assertThat(clusters.others()).containsExactly(B.get());
        await().atMost(Duration.ofSeconds(20)).until(() -> closed.equals(Set.of(a)));
    }

    @Test
    void aClientStaysOpenWhileATaskUsesIt() {
        TargetClusters.Use task = look("r-1", A);
        var unused = task.admin();
        clusters.release("r-1");

        assertThat(clusters.others()).containsExactly(A.get());
        assertThat(closed).isEmpty();
        task.close();

        assertThat(clusters.others()).isEmpty();
    }

    @Test
    void theDeletionAfterARunDoesNotKeepTheClientOpen() {
        try (TargetClusters.Use use = clusters.ofEndedRun(new Command.DeleteTopic("r-1", A, "t"))) {
            assertThat(use.admin()).isSameAs(newest.get(A.get()));
        }

        assertThat(clusters.others()).isEmpty();
    }

    @Test
    void closingDoesNotWaitForAClusterThatDoesNotRespond() {
        response = new CompletableFuture<>();
        CompletableFuture<Admin> late = CompletableFuture.supplyAsync(() -> admin("r-1", A));
        await().atMost(Duration.ofSeconds(20)).until(() -> opened.contains(A.get()));

        clusters.close();

        response.complete(null);
        await().atMost(Duration.ofSeconds(20)).until(() -> closed.contains(late.join()));
    }

    @Test
    void noClientIsOpenedAfterClosing() {
        clusters.close();

        assertThatExceptionOfType(KafkaException.class)
                .isThrownBy(() -> admin("r-1", A))
                .withMessage("the connection to Kafka is closed");
        assertThat(opened).containsExactly(CONFIGURED);
    }

    @Test
    void theNumberOfClustersIsLimited() {
        for (int i = 0; i < TargetClusters.OTHERS_MAX; i++) {
            look("r-" + i, Optional.of("127.0.0.1:" + (100 + i))).close();
        }

        try (TargetClusters.Use more = look("r-more", A)) {
            assertThatExceptionOfType(KafkaException.class)
                    .isThrownBy(more::admin)
                    .withMessageStartingWith("runs load 20 other clusters already");
        }
        clusters.release("r-0");
        assertThat(admin("r-more", A)).isSameAs(newest.get(A.get()));
    }

    @Test
    void aClusterIsNamedByItsOwnServers() {
        try (TargetClusters.Use a = look("r-1", A);
                TargetClusters.Use configured = look("r-1", Optional.empty())) {
            assertThat(a.address()).isEqualTo(A.get());
            assertThat(configured.address()).isEqualTo(CONFIGURED);
        }
    }

    @Test
    void noClientIsOpenedForAClusterThatIsNotAllowed() {
        List<String> targets = new ArrayList<>();
        try (TargetClusters strict = new TargetClusters(
                        KafkaSettings.from(new Environment(Map.of("KAFKA_BOOTSTRAP_SERVERS", CONFIGURED))),
                        settings -> {
                            targets.add(settings.target());
                            return open(settings);
                        });
                TargetClusters.Use use = strict.ofRun(new Command.LookAtTopics("r-1", A, List.of("t")))) {
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(use::admin)
                    .withMessageContaining("ALLOWED_CLUSTERS");
        }

        assertThat(targets).containsExactly(CONFIGURED);
    }
}
