package klt.controller.admin;

import static klt.common.kafka.Acl.User.CONTROLLER;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import klt.common.code.Args;
import klt.common.kafka.ConnectionException;
import klt.common.kafka.MissingAclException;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.protocol.consumers.GroupIds;
import klt.common.spec.RunSpec;
import klt.common.spec.consumers.Consumers;
import klt.common.text.ErrorMessage;
import klt.common.text.Listing;
import klt.controller.core.preflight.Finding;
import klt.controller.core.preflight.contents.PastLoads;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends requests to Kafka, executing each command on its own virtual thread. */
public final class KafkaTargetAdmin implements TargetAdmin {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaTargetAdmin.class);

    private final TargetClusters clusters;
    private final PastLoads past;
    private final Consumer<Event> answers;
    private final Map<String, Thread> preparing = new ConcurrentHashMap<>();
    /** threads that are deleting a topic */
    private final Map<ClusterTopic, Thread> deleting = new ConcurrentHashMap<>();

    /**
     * @param past the loads of stored runs
     * @param answers receives the results, on any thread
     */
    public KafkaTargetAdmin(TargetClusters clusters, PastLoads past, Consumer<Event> answers) {
        this.clusters = clusters;
        this.past = past;
        this.answers = answers;
    }

    /** A topic on the configured cluster or another one. */
    private record ClusterTopic(Optional<String> cluster, String topic) {}

    /** Returns a task that uses a cluster. It counts as in use from now on, so the cluster stays open until the task has ended. */
    private static Runnable with(TargetClusters.Use cluster, Consumer<TargetClusters.Use> task) {
        return () -> {
            try (cluster) {
                task.accept(cluster);
            }
        };
    }

    @Override
    public void release(String run) {
        clusters.release(run);
    }

    @Override
    public void prepare(Command.PrepareTopics prepare) {
        String run = prepare.run();
        Thread thread = Thread.ofVirtual().name("topics-" + run).unstarted(with(clusters.ofRun(prepare), cluster -> {
            prepareTopics(cluster, prepare);
            preparing.remove(run);
        }));
        preparing.put(run, thread);
        thread.start();
    }

    private void prepareTopics(TargetClusters.Use cluster, Command.PrepareTopics prepare) {
        String run = prepare.run();
        RunSpec spec = prepare.spec();
        RunSpec.Topic topic = spec.topic();
        List<String> created = new ArrayList<>();
        try {
            for (Map.Entry<ClusterTopic, Thread> deletion : deleting.entrySet()) {
                // an earlier run created this topic and is still deleting it, so this run must re-create it; two
                // addresses may belong to one cluster
                if (topic.names().contains(deletion.getKey().topic())) {
                    deletion.getValue().join();
                }
            }
            Admin admin = cluster.admin();
            if (spec.load().sends()) {
                TargetTopics.create(admin, topic, created);
            }
            List<Finding> findings = new ClusterInspector(admin, cluster.settings(), past)
                    .findingsWithLeaders(spec, prepare.workers(), created);
            answers.accept(new Event.TopicsChecked(run, findings, created));
            if (findings.stream().anyMatch(Finding::refuses)) {
                return;
            }
            List<Args> prepared = TargetTopics.describe(admin, spec, created);
            List<List<Long>> ends = TopicOffsets.ends(admin, topic.names());
            Optional<End> refusal = beginGroups(cluster, prepare, ends);
            answers.accept(
                    refusal.isPresent()
                            ? new Event.TopicsRefused(run, refusal.get(), created)
                            : new Event.TopicsReady(run, prepared, created, ends));
        } catch (KafkaException e) {
            refuseTopics(cluster, run, topic, e, created);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // this is a bug, but the run must not wait for a result that will never arrive
            LOG.atError().addKeyValue("run", run).setCause(e).log("could not prepare {}", topic.phrase());
            answers.accept(new Event.TopicsRefused(run, refused(topic, e.toString()), created));
        }
    }

    private void refuseTopics(
            TargetClusters.Use cluster, String run, RunSpec.Topic topic, KafkaException e, List<String> created) {
        boolean connection = e instanceof ConnectionException
                || e instanceof AuthenticationException
                || (e instanceof RetriableException && !(e instanceof UnknownTopicOrPartitionException));
        try {
            End why = connection
                    ? EndCode.KAFKA_UNREACHABLE.with(
                            "error", cluster.explained(e).getMessage())
                    : refused(topic, ErrorMessage.withType(e));
            answers.accept(new Event.TopicsRefused(run, why, created));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static End refused(RunSpec.Topic topic, String error) {
        return new End(EndCode.TOPIC_REFUSED, Args.named("topic", topic.names()).and("error", error));
    }

    /** @return why Kafka rejected the run's groups; empty if it accepted them */
    private static Optional<End> beginGroups(
            TargetClusters.Use cluster, Command.PrepareTopics prepare, List<List<Long>> ends)
            throws InterruptedException {
        try {
            GroupAdmin.begin(cluster.admin(), prepare.run(), prepare.spec(), ends, prepare.now());
            return Optional.empty();
        } catch (UnsupportedVersionException e) {
            return Optional.of(EndCode.GROUPS_REFUSED.with("cluster", cluster.address()));
        } catch (KafkaException e) {
            return Optional.of(EndCode.GROUPS_REFUSED.with(
                    "groups",
                    GroupIds.of(prepare.run(), prepare.spec().consumers()),
                    "error",
                    ErrorMessage.withType(e)));
        }
    }

    @Override
    public void lookAt(Command.LookAtTopics look) {
        Thread.ofVirtual()
                .name("look-" + look.run())
                .start(with(clusters.ofRun(look), cluster -> lookAt(cluster, look.run(), look.topics())));
    }

    private void lookAt(TargetClusters.Use cluster, String run, List<String> topics) {
        try {
            answers.accept(new Event.TopicsSeen(run, TargetTopics.look(cluster.admin(), topics)));
        } catch (KafkaException e) {
            LOG.atDebug()
                    .addKeyValue("run", run)
                    .setCause(e)
                    .log("could not describe the topics {}", Listing.of(topics));
            answers.accept(new Event.TopicsUnseen(run));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // this is a bug, but the run must not wait for a result that will never arrive
            LOG.atError()
                    .addKeyValue("run", run)
                    .setCause(e)
                    .log("could not describe the topics {}", Listing.of(topics));
            answers.accept(new Event.TopicsUnseen(run));
        }
    }

    @Override
    public void readEnds(Command.ReadEnds read) {
        Thread.ofVirtual()
                .name("ends-" + read.run())
                .start(with(clusters.ofRun(read), cluster -> fenceAndReadEnds(cluster, read)));
    }

    private void fenceAndReadEnds(TargetClusters.Use cluster, Command.ReadEnds read) {
        String run = read.run();
        List<String> topics = read.topics();
        lookAt(cluster, run, topics);
        try {
            Admin admin = cluster.admin();
            fence(admin, run, read.transactionalIds());
            answers.accept(new Event.EndsRead(run, TopicOffsets.ends(admin, topics)));
        } catch (KafkaException e) {
            answers.accept(new Event.EndsUnknown(run, cluster.address() + ": " + ErrorMessage.withType(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // this is a bug, but the run must not wait for a result that will never arrive
            LOG.atError()
                    .addKeyValue("run", run)
                    .setCause(e)
                    .log("could not read the end offsets of {}", Listing.of(topics));
            answers.accept(new Event.EndsUnknown(run, e.toString()));
        }
    }

    /**
     * Ends transactions left open by lost workers, which would otherwise block readers until they time out. Best effort: without the
     * required permission, readers wait for the timeout.
     */
    private static void fence(Admin admin, String run, List<String> transactionalIds) throws InterruptedException {
        if (transactionalIds.isEmpty()) {
            return;
        }
        try {
            TopicAdmin.get(admin.fenceProducers(transactionalIds).all(), CONTROLLER.transactionalIds(WRITE));
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("run", run)
                    .log(
                            "could not end the run's open transactions; readers wait until they time out: {}",
                            ErrorMessage.withType(e));
        }
    }

    @Override
    public void findTransactions(Command.FindTransactions find) {
        Thread.ofVirtual()
                .name("transactions-" + find.run())
                .start(with(clusters.ofRun(find), cluster -> answerWithTransactions(cluster, find)));
    }

    /** Looks for open transactions. Best effort: without a response, the run keeps the previous result. */
    private void answerWithTransactions(TargetClusters.Use cluster, Command.FindTransactions find) {
        try {
            answers.accept(new Event.TransactionsFound(find.run(), OpenTransactions.find(cluster.admin(), find)));
        } catch (RetriableException e) {
            LOG.debug("could not look for open transactions: {}", ErrorMessage.withType(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("run", find.run()).setCause(e).log("could not look for open transactions");
        }
    }

    @Override
    public void deleteTopic(Command.DeleteTopic delete) {
        ClusterTopic topic = new ClusterTopic(delete.cluster(), delete.topic());
        Thread thread = Thread.ofVirtual()
                .name("delete-" + delete.run())
                .unstarted(with(clusters.ofEndedRun(delete), cluster -> {
                    deleteTopic(cluster, delete.run(), delete.topic());
                    deleting.remove(topic, Thread.currentThread());
                }));
        deleting.put(topic, thread);
        thread.start();
    }

    private static void deleteTopic(TargetClusters.Use cluster, String run, String topic) {
        try {
            TargetTopics.delete(cluster.admin(), topic);
            LOG.atInfo().addKeyValue("run", run).log("deleted topic {}", topic);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (MissingAclException e) {
            LOG.atWarn().addKeyValue("run", run).log("could not delete topic {}: {}", topic, e.getMessage());
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("run", run).setCause(e).log("could not delete topic {}", topic);
        }
    }

    @Override
    public void deleteGroups(Command.DeleteGroups delete) {
        Thread.ofVirtual()
                .name("groups-" + delete.run())
                .start(with(
                        clusters.ofEndedRun(delete),
                        cluster -> deleteGroups(cluster, delete.run(), delete.consumers())));
    }

    /**
     * Deletes groups. Best effort, because no run depends on it. On failure, Kafka deletes consumer groups when their offsets expire, but
     * keeps share groups.
     */
    private void deleteGroups(TargetClusters.Use cluster, String run, Consumers consumers) {
        try {
            Thread begun = preparing.get(run);
            if (begun != null) {
                // if the run was stopped early, its groups may not be set up yet
                begun.join();
            }
            List<String> left = GroupAdmin.delete(cluster.admin(), run, consumers);
            if (!left.isEmpty()) {
                LOG.warn("could not delete the groups {}: they still have members", left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (MissingAclException e) {
            LOG.warn("could not delete the groups {}: {}", GroupIds.of(run, consumers), e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("could not delete the groups {}", GroupIds.of(run, consumers), e);
        }
    }
}
