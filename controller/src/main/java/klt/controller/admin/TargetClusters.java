package klt.controller.admin;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import klt.common.kafka.ConnectionDiagnosis;
import klt.common.kafka.ConnectionException;
import klt.common.kafka.KafkaSettings;
import klt.common.kafka.TopicRights;
import klt.controller.core.run.Command;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * The admin clients for the clusters under test: one for the configured cluster, and one for each other cluster while a run uses it. May be
 * called by any thread.
 */
public final class TargetClusters implements AutoCloseable {

    /** Maximum number of other clusters in use at the same time; runs on additional clusters are rejected. */
    static final int OTHERS_MAX = 20;

    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private final KafkaSettings settings;
    private final Function<KafkaSettings, Admin> open;
    private final Admin configured;
    private final Map<String, Other> others = new HashMap<>();
    private boolean closed;

    /**
     * @param open opens the admin client of the cluster under test
     * @throws KafkaException if the configured cluster cannot be used
     */
    public TargetClusters(KafkaSettings settings, Function<KafkaSettings, Admin> open) {
        this.settings = settings;
        this.open = open;
        configured = open.apply(settings);
    }

    /** One task's use of a cluster, until the task closes it. */
    static final class Use implements AutoCloseable {

        private final KafkaSettings settings;
        private final Optional<String> cluster;
        private final Supplier<Admin> client;
        private final Runnable end;

        private Use(KafkaSettings settings, Optional<String> cluster, Supplier<Admin> client, Runnable end) {
            this.settings = settings;
            this.cluster = cluster;
            this.client = client;
            this.end = end;
        }

        /** @throws KafkaException if the cluster cannot be used */
        Admin admin() {
            return client.get();
        }

        /** Returns the bootstrap servers, for use in messages. */
        String address() {
            return cluster.orElse(settings.target());
        }

        /** Returns the settings for clients of the cluster. */
        KafkaSettings settings() {
            return settings.ofRun(cluster);
        }

        /** Explains an admin client error. */
        ConnectionException explained(KafkaException error) throws InterruptedException {
            if (error instanceof ConnectionException known) {
                return known;
            }
            Map<String, Object> client;
            try {
                client = settings().targetClient("klt-controller-probe");
            } catch (ConnectionException invalid) {
                return invalid;
            }
            return ConnectionDiagnosis.of(error, address(), client, TopicRights.NONE);
        }

        @Override
        public void close() {
            end.run();
        }
    }

    /** Another cluster. Its client is opened on first use, because opening takes as long as the cluster takes to respond. */
    private final class Other {

        private final String servers;
        private final Set<String> runs = new HashSet<>();
        private int uses;
        private Optional<Admin> admin = Optional.empty();
        private boolean closed;

        private Other(String servers) {
            this.servers = servers;
        }

        private synchronized Admin admin() {
            if (closed) {
                throw closedException();
            }
            if (admin.isEmpty()) {
                KafkaSettings used = settings.ofRun(Optional.of(servers));
                ConnectionDiagnosis.checkTarget(used);
                admin = Optional.of(open.apply(used));
            }
            return admin.get();
        }

        /** Does not wait: another thread may be opening the client, and closing it may take as long as a request. */
        private void closeInBackground() {
            Thread.ofVirtual().name("close-" + servers).start(this::close);
        }

        private synchronized void close() {
            closed = true;
            admin.ifPresent(opened -> opened.close(CLOSE_MAX));
        }
    }

    private static KafkaException closedException() {
        return new KafkaException("the connection to Kafka is closed");
    }

    /** Returns a handle to the run's cluster. The cluster stays open until the run is released. */
    Use ofRun(Command.OfCluster command) {
        return use(command.cluster(), Optional.of(command.run()));
    }

    /** Returns the use of a cluster by a run that has been released. */
    Use ofEndedRun(Command.OfCluster command) {
        return use(command.cluster(), Optional.empty());
    }

    private synchronized Use use(Optional<String> cluster, Optional<String> run) {
        if (cluster.isEmpty()) {
            return new Use(settings, cluster, () -> configured, () -> {});
        }
        if (closed) {
            return new Use(
                    settings,
                    cluster,
                    () -> {
                        throw closedException();
                    },
                    () -> {});
        }
        Optional<Other> other = other(cluster.get());
        other.ifPresent(used -> {
            used.uses++;
            run.ifPresent(used.runs::add);
        });
        return new Use(
                settings,
                cluster,
                () -> other.orElseThrow(
                                () -> new KafkaException(
                                        "runs load " + OTHERS_MAX
                                                + " other clusters already, which is the limit; try again when one of these runs has ended"))
                        .admin(),
                () -> other.ifPresent(this::end));
    }

    private Optional<Other> other(String servers) {
        if (others.size() >= OTHERS_MAX && !others.containsKey(servers)) {
            return Optional.empty();
        }
        return Optional.of(others.computeIfAbsent(servers, Other::new));
    }

    private synchronized void end(Other other) {
        other.uses--;
        closeUnused();
    }

    /** Called when a run has ended. */
    synchronized void release(String run) {
        others.values().forEach(other -> other.runs.remove(run));
        closeUnused();
    }

    private void closeUnused() {
        others.values().removeIf(other -> {
            boolean unused = other.uses == 0 && other.runs.isEmpty();
            if (unused) {
                other.closeInBackground();
            }
            return unused;
        });
    }

    /** Returns the other clusters in use. */
    synchronized Set<String> others() {
        return Set.copyOf(others.keySet());
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            others.values().forEach(Other::closeInBackground);
            others.clear();
        }
        configured.close(CLOSE_MAX);
    }
}
