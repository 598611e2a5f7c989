package klt.controller.bus;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import klt.common.clock.Ticker;
import klt.common.kafka.ConnectionDiagnosis;
import klt.common.kafka.ConnectionException;
import klt.common.kafka.KafkaSettings;
import klt.common.kafka.TopicRights;
import klt.common.protocol.BusCodec;
import klt.common.protocol.BusTopics;
import klt.common.protocol.ControlKey;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.EndCode;
import klt.common.protocol.Envelope;
import klt.common.protocol.GroupIds;
import klt.common.report.RunSummary;
import klt.common.spec.RunSpec;
import klt.common.text.ErrorMessage;
import klt.controller.core.preflight.Finding;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Run;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;
import klt.controller.store.StoredRun;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes the core's commands in one term; their results return to the loop as events. Never waits for Kafka. */
final class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final long term;
    private final String writer;
    private final BusTopics topics;
    private final Producer<byte[], byte[]> producer;
    private final Admin targetAdmin;
    private final KafkaSettings settings;
    private final ClusterInspector inspector;
    private final EventLoop loop;
    private final RunStore store;
    private final Reporter reporter;
    private final RunEventLogger diary;
    private final Ticker ticker;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, Thread> preparing = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private volatile Optional<Exception> refusal = Optional.empty();

    Outbox(
            long term,
            String writer,
            BusTopics topics,
            Producer<byte[], byte[]> producer,
            Admin targetAdmin,
            KafkaSettings settings,
            ClusterInspector inspector,
            EventLoop loop,
            RunStore store,
            Reporter reporter,
            RunEventLogger diary,
            Ticker ticker) {
        this.term = term;
        this.writer = writer;
        this.topics = topics;
        this.producer = producer;
        this.targetAdmin = targetAdmin;
        this.settings = settings;
        this.inspector = inspector;
        this.loop = loop;
        this.store = store;
        this.reporter = reporter;
        this.diary = diary;
        this.ticker = ticker;
    }

    /** Stops all writes: another controller leads. */
    void close() {
        closed = true;
    }

    /** Claims the term. */
    void claim() {
        claim(new ControlKey.Claim(term, writer));
    }

    /** Announces that this controller has won the term and is taking over. */
    void lead() {
        claim(new ControlKey.Lead(term));
    }

    private void claim(ControlKey key) {
        long sent = ticker.nanos();
        send(key, new ControlRecord.Claim(writer), (metadata, exception) -> {
            if (exception == null) {
                loop.onAcked(sent, ticker.nanos(), metadata.timestamp());
            } else {
                refusal = Optional.of(exception);
            }
        });
    }

    /** Why the claim could not be written. */
    Optional<Exception> refusal() {
        return refusal;
    }

    /** Announces that this controller is ending, so that another one need not wait. */
    void leave() {
        send(topics.control(), new ControlKey.Tick(term).toString(), null, (metadata, exception) -> {
            if (exception != null) {
                LOG.warn("could not write the goodbye of this controller: {}", exception.toString());
            }
        });
    }

    void execute(Command command) {
        if (closed) {
            return;
        }
        switch (command) {
            case Command.PublishTick publish -> publishTick(publish.tick());
            case Command.PublishRun publish -> publishRun(publish.run());
            case Command.RetireRun retire -> retire(new ControlKey.Run(term, retire.run()));
            case Command.PrepareTopic prepare -> prepare(prepare);
            case Command.LookAtTopic look ->
                Thread.ofVirtual().name("look-" + look.run()).start(() -> lookAt(look.run(), look.topic()));
            case Command.ReadEnds read ->
                Thread.ofVirtual().name("ends-" + read.run()).start(() -> readEnds(read.run(), read.topic()));
            case Command.DeleteGroups delete ->
                Thread.ofVirtual()
                        .name("groups-" + delete.run())
                        .start(() -> deleteGroups(delete.run(), delete.consumers()));
            case Command.Store keep -> store(keep.run());
            case Command.Forget forget -> forget(forget.run());
        }
    }

    private void publishTick(ControlRecord.Tick tick) {
        long sent = ticker.nanos();
        send(tick, (metadata, exception) -> {
            if (exception == null) {
                loop.onTickAcked(sent, ticker.nanos(), metadata.timestamp());
            } else {
                LOG.warn("could not write tick {}: {}", tick.number(), exception.toString());
                loop.onTickFailed();
            }
        });
    }

    private void publishRun(ControlRecord.DesiredRun run) {
        send(run, (metadata, exception) -> {
            if (exception instanceof RecordTooLargeException) {
                loop.post(new Event.PublishRefused(run.run(), String.valueOf(exception.getMessage())));
            } else if (exception != null) {
                LOG.atWarn()
                        .addKeyValue("run", run.run())
                        .log("could not write the state {}: {}", run.phase(), exception.toString());
                loop.post(new Event.PublishFailed(run.run()));
            }
        });
    }

    /** Deletes a record of the control topic. */
    void retire(ControlKey key) {
        send(topics.control(), key.toString(), null, (metadata, exception) -> {
            if (exception != null) {
                LOG.error("could not delete the record {}: {}", key, exception.toString());
            }
        });
    }

    /** Writes all runs to the state topic again after it lost them. */
    void storeAgain() {
        for (RunSummary run : store.summaries()) {
            store.document(run.id())
                    .ifPresent(document -> send(topics.state(), run.id(), document, logFailure(run.id(), "the run")));
        }
    }

    private void store(Run run) {
        diary.note(run);
        StoredRun stored = StoredRun.of(run, reporter, loop.now());
        send(topics.state(), run.id(), store.put(stored), logFailure(run.id(), "the run"));
        store.surplus().forEach(this::forget);
    }

    private void forget(String run) {
        store.remove(run);
        send(topics.state(), run, null, logFailure(run, "the tombstone of the run"));
    }

    private void prepare(Command.PrepareTopic prepare) {
        String run = prepare.run();
        Thread thread = Thread.ofVirtual().name("topic-" + run).unstarted(() -> {
            prepareTopic(run, prepare.spec(), prepare.workers());
            preparing.remove(run);
        });
        preparing.put(run, thread);
        thread.start();
    }

    private void prepareTopic(String run, RunSpec spec, int workers) {
        RunSpec.Topic topic = spec.topic();
        try {
            List<String> notes = TopicAdmin.prepareTarget(targetAdmin, topic);
            List<Finding> findings = inspector.findingsWithLeaders(spec, workers);
            loop.post(new Event.TopicChecked(run, findings));
            if (findings.stream().anyMatch(Finding::refuses)) {
                return;
            }
            List<Long> ends = TopicAdmin.ends(targetAdmin, topic.name());
            Optional<String> refusal = beginGroups(run, spec, ends);
            loop.post(
                    refusal.isPresent()
                            ? new Event.TopicRefused(run, refusal.get())
                            : new Event.TopicReady(run, notes, ends));
        } catch (KafkaException e) {
            refuseTopic(run, topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // a bug, but the run must not wait for an answer that never arrives
            LOG.atError().addKeyValue("run", run).log("could not prepare topic {}", topic.name(), e);
            loop.post(new Event.TopicRefused(
                    run, EndCode.TOPIC_REFUSED.reason("topic " + topic.name() + ": " + ErrorMessage.withType(e))));
        }
    }

    private void refuseTopic(String run, RunSpec.Topic topic, KafkaException e) {
        boolean connection = e instanceof AuthenticationException
                || (e instanceof RetriableException && !(e instanceof UnknownTopicOrPartitionException));
        try {
            String why = connection
                    ? EndCode.KAFKA_UNREACHABLE.reason(explained(e).getMessage())
                    : EndCode.TOPIC_REFUSED.reason("topic " + topic.name() + ": " + ErrorMessage.withType(e));
            loop.post(new Event.TopicRefused(run, why));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private ConnectionException explained(KafkaException e) throws InterruptedException {
        return ConnectionDiagnosis.of(
                e, settings.target(), settings.targetClient("klt-controller-probe"), TopicRights.NONE);
    }

    /** @return why Kafka refused the run's share groups; empty if it did not, or if there are none */
    private Optional<String> beginGroups(String run, RunSpec spec, List<Long> ends) throws InterruptedException {
        try {
            GroupAdmin.begin(targetAdmin, run, spec, ends);
            return Optional.empty();
        } catch (UnsupportedVersionException e) {
            return Optional.of(EndCode.GROUPS_REFUSED.reason(settings.target()
                    + " does not support share groups: they need Kafka 4.2 or newer with the feature share.version"));
        } catch (KafkaException e) {
            return Optional.of(EndCode.GROUPS_REFUSED.reason(
                    "the share groups " + GroupIds.of(run, spec.consumers()) + ": " + ErrorMessage.withType(e)));
        }
    }

    private void lookAt(String run, String topic) {
        try {
            loop.post(new Event.TopicSeen(run, TopicAdmin.look(targetAdmin, topic)));
        } catch (KafkaException e) {
            LOG.atDebug().addKeyValue("run", run).log("could not describe topic {}", topic, e);
            loop.post(new Event.TopicUnseen(run));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // a bug, but the run must not wait for an answer that never arrives
            LOG.atError().addKeyValue("run", run).log("could not describe topic {}", topic, e);
            loop.post(new Event.TopicUnseen(run));
        }
    }

    private void readEnds(String run, String topic) {
        lookAt(run, topic);
        try {
            loop.post(new Event.EndsRead(run, TopicAdmin.ends(targetAdmin, topic)));
        } catch (KafkaException e) {
            loop.post(new Event.EndsUnknown(
                    run,
                    "could not read the end offsets of topic " + topic + " at " + settings.target() + ": "
                            + ErrorMessage.withType(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // a bug, but the run must not wait for an answer that never arrives
            LOG.atError().addKeyValue("run", run).log("could not read the end offsets of topic {}", topic, e);
            loop.post(new Event.EndsUnknown(
                    run, "could not read the end offsets of topic " + topic + ": " + ErrorMessage.withType(e)));
        }
    }

    /** Best effort: no run depends on it. Kafka deletes a remaining consumer group when its offsets expire; a share group remains. */
    private void deleteGroups(String run, RunSpec.Consumers consumers) {
        try {
            Thread begun = preparing.get(run);
            if (begun != null) {
                // for a run that is stopped early, the creation of its groups may be in progress
                begun.join();
            }
            List<String> left = GroupAdmin.delete(targetAdmin, run, consumers);
            if (!left.isEmpty()) {
                LOG.atWarn()
                        .addKeyValue("run", run)
                        .log("could not delete the groups {}: they still have members", left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("run", run).log("could not delete the groups {}", GroupIds.of(run, consumers), e);
        }
    }

    private void send(ControlRecord record, Callback callback) {
        send(ControlKey.of(term, record), record, callback);
    }

    private void send(ControlKey key, ControlRecord record, Callback callback) {
        byte[] value = BusCodec.CONTROL.encode(new Envelope<>(term, writer, numbers.incrementAndGet(), record));
        if (value.length > BusTopics.WRITTEN_BYTES_MAX) {
            callback.onCompletion(
                    null,
                    new RecordTooLargeException(String.format(
                            Locale.ROOT,
                            "the record %s of %,d bytes exceeds the limit of %,d bytes",
                            key,
                            value.length,
                            BusTopics.WRITTEN_BYTES_MAX)));
            return;
        }
        send(topics.control(), key.toString(), value, callback);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback receives the result
    private void send(String topic, String key, byte @Nullable [] value, Callback callback) {
        if (closed) {
            return;
        }
        producer.send(
                new ProducerRecord<>(topic, BusTopics.PARTITION, key.getBytes(StandardCharsets.UTF_8), value),
                callback);
    }

    private static Callback logFailure(String run, String what) {
        return (metadata, exception) -> {
            if (exception != null) {
                LOG.atError().addKeyValue("run", run).log("could not write {}: {}", what, exception.toString());
            }
        };
    }
}
