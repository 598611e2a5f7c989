package klt.controller.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import klt.common.kafka.ConnectionDiagnosis;
import klt.common.kafka.KafkaSettings;
import klt.common.protocol.topics.BusTopics;
import klt.common.spec.RunSpec;
import klt.common.text.ErrorMessage;
import klt.controller.admin.ClusterInspector;
import klt.controller.admin.TopicAdmin;
import klt.controller.core.preflight.Finding;
import klt.controller.core.preflight.contents.PastLoads;
import klt.controller.report.ClusterView;
import klt.controller.report.ClusterView.Broker;
import klt.controller.report.ClusterView.ControlTopic;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/** Describes the cluster under test and the control topics on request. */
public final class ClusterApi implements AutoCloseable {

    private static final int TIMEOUT_MS = 5_000;
    private static final String TARGET_ID = "klt-controller-cluster";
    private static final Duration CLOSE_MAX = Duration.ofSeconds(1);

    private final KafkaSettings settings;
    private final PastLoads past;
    private final BusTopics topics;
    private Optional<Admin> target = Optional.empty();
    private Optional<Admin> control = Optional.empty();

    /** @param past the loads of stored runs */
    public ClusterApi(KafkaSettings settings, PastLoads past) {
        this.settings = settings;
        this.past = past;
        topics = BusTopics.withPrefix(settings.topicPrefix());
    }

    /**
     * Returns the admin client for the cluster under test. It is created on first use, because its constructor fails if the address does
     * not resolve.
     */
    private synchronized Admin target() {
        Admin admin = target.orElseGet(() -> Admin.create(quick(settings.targetClient(TARGET_ID))));
        target = Optional.of(admin);
        return admin;
    }

    private synchronized Admin control() {
        Admin admin =
                control.orElseGet(() -> Admin.create(quick(settings.controlClient("klt-controller-cluster-control"))));
        control = Optional.of(admin);
        return admin;
    }

    private static Map<String, Object> quick(Map<String, Object> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        return properties;
    }

    ClusterView view() {
        try {
            DescribeClusterResult cluster = target().describeCluster();
            List<Broker> brokers = new ArrayList<>();
            for (Node node : get(cluster.nodes())) {
                brokers.add(new Broker(node.id(), node.host() + ":" + node.port()));
            }
            return new ClusterView(
                    settings.target(),
                    get(cluster.clusterId()),
                    Optional.ofNullable(get(cluster.controller())).map(Node::id),
                    brokers,
                    settings.control(),
                    controlTopics(),
                    settings.shown());
        } catch (KafkaException | TimeoutException e) {
            throw ProblemException.notReady(settings.target() + " does not respond: " + words(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.notReady("the controller is shutting down");
        }
    }

    /** Returns the preflight findings for a run on the current cluster. If the cluster does not respond, that is also a finding. */
    List<Finding> preflight(RunSpec spec, int workers) {
        Optional<String> cluster = spec.topic().cluster();
        try {
            return cluster.isEmpty()
                    ? new ClusterInspector(target(), settings, past).findings(spec, workers)
                    : preflight(settings.ofRun(cluster), spec, workers);
        } catch (KafkaException e) {
            return List.of(Finding.refuse(
                    Finding.Code.CLUSTER_UNKNOWN, "cluster", cluster.orElse(settings.target()), "error", words(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.notReady("the controller is shutting down");
        }
    }

    private List<Finding> preflight(KafkaSettings ofRun, RunSpec spec, int workers) throws InterruptedException {
        ConnectionDiagnosis.checkTarget(ofRun);
        Admin admin = Admin.create(quick(ofRun.targetClient(TARGET_ID)));
        try {
            return new ClusterInspector(admin, ofRun, past).findings(spec, workers);
        } finally {
            admin.close(CLOSE_MAX);
        }
    }

    /** Returns the cause's message, which is more useful than that of the wrapping exception. */
    private static String words(Exception e) {
        return ErrorMessage.of(Objects.requireNonNullElse(e.getCause(), e));
    }

    private List<ControlTopic> controlTopics() throws InterruptedException, TimeoutException {
        List<ControlTopic> found = new ArrayList<>();
        for (BusTopics.Definition definition : topics.definitions()) {
            TopicPartition partition = new TopicPartition(definition.name(), BusTopics.PARTITION);
            long end = get(control()
                            .listOffsets(Map.of(partition, OffsetSpec.latest()))
                            .partitionResult(partition))
                    .offset();
            found.add(new ControlTopic(definition.name(), end, TopicAdmin.differences(control(), definition)));
        }
        return found;
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException, TimeoutException {
        try {
            return future.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
    }

    @Override
    public synchronized void close() {
        target.ifPresent(admin -> admin.close(CLOSE_MAX));
        control.ifPresent(admin -> admin.close(CLOSE_MAX));
    }
}
