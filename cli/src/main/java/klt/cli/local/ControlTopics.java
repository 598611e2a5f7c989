package klt.cli.local;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import klt.common.kafka.Acl;
import klt.common.kafka.KafkaSettings;
import klt.common.protocol.topics.BusTopics;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.common.text.ErrorMessage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Deletes one run's control topics from the user's cluster, so that they do not accumulate. */
final class ControlTopics {

    private static final int DELETE_SECONDS_MAX = 10;

    private ControlTopics() {}

    /**
     * Deletes the topics.
     *
     * @param environment the child processes' environment
     * @return a line that says which topics remain and why; empty if none remain
     */
    static Optional<String> delete(Map<String, String> environment) {
        KafkaSettings settings;
        try {
            settings = KafkaSettings.from(new Environment(environment));
        } catch (ConfigurationException wrong) {
            // ignored, because the child processes could not reach Kafka either
            return Optional.empty();
        }
        BusTopics topics = BusTopics.withPrefix(settings.topicPrefix());
        List<String> names = List.of(topics.control(), topics.status(), topics.state());
        Map<String, Object> client = settings.controlClient("loadtester");
        client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, DELETE_SECONDS_MAX * 1_000);
        client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, DELETE_SECONDS_MAX * 1_000 / 2);
        try (Admin admin = Admin.create(client)) {
            for (var deletion : admin.deleteTopics(names).topicNameValues().values()) {
                await(deletion);
            }
            return Optional.empty();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return Optional.of("the topics " + String.join(", ", names) + " may remain on " + settings.control() + ": "
                    + ErrorMessage.of(
                            Acl.explained(e, List.of(Acl.User.CONTROLLER.topics(AclOperation.DELETE, names)))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("the topics " + String.join(", ", names) + " may remain on " + settings.control());
        }
    }

    private static void await(KafkaFuture<Void> deletion)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            deletion.get(DELETE_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
        }
    }
}
