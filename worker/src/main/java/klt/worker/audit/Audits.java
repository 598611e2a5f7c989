package klt.worker.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import klt.common.clock.Ticker;
import klt.common.kafka.KafkaSettings;
import klt.common.protocol.Audit;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.StatusRecord;
import klt.common.spec.RunSpec;
import klt.common.spec.consumers.Isolation;
import klt.common.text.Listing;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This worker's audit tasks and their readers. Level-triggered: a repeated desired state has no effect. Control loop thread only, except
 * {@link #records}.
 */
public final class Audits {

    /** Maximum number of tasks. Additional tasks are ignored, so that a faulty controller cannot exhaust the worker's memory. */
    private static final int READERS_MAX = 32;

    /** Size limit of a fetch response. It bounds a reader's memory, which holds the response and its decoded records. */
    private static final int FETCH_BYTES_MAX = 8 << 20;

    /** Maximum number of records per poll, high enough for fast reading. */
    private static final int SOCKET_BYTES = 2 << 20;

    private static final int POLL_RECORDS_MAX = 4_000;

    private static final Logger LOG = LoggerFactory.getLogger(Audits.class);

    private final String worker;
    private final KafkaSettings kafka;
    private final AuditReader.Findings findings;
    private final Ticker ticker;
    private final Map<String, List<AuditReader>> readers = new LinkedHashMap<>();
    private final LongAdder records = new LongAdder();

    /**
     * @param worker this worker's id
     * @param findings receives the findings, on any thread
     */
    public Audits(String worker, KafkaSettings kafka, Consumer<StatusRecord> findings, Ticker ticker) {
        this.worker = worker;
        this.kafka = kafka;
        this.findings = findings::accept;
        this.ticker = ticker;
    }

    /** @param desired the newest desired state; empty if the run was dropped */
    public void onDesired(String run, Optional<DesiredRun> desired) {
        List<Audit.Task> tasks = desired.stream()
                .flatMap(next -> next.audit().tasks().stream())
                .filter(task -> task.worker().equals(worker))
                .toList();
        List<AuditReader> of = readers.computeIfAbsent(run, id -> new ArrayList<>());
        for (AuditReader reader : List.copyOf(of)) {
            if (tasks.stream().noneMatch(task -> task.id() == reader.taskId())) {
                reader.cancel();
                of.remove(reader);
            } else {
                reader.until(desired.orElseThrow().audit().until());
            }
        }
        for (Audit.Task task : tasks) {
            if (of.stream().noneMatch(reader -> reader.taskId() == task.id())) {
                start(of, run, desired.orElseThrow(), task);
            }
        }
        if (of.isEmpty()) {
            readers.remove(run);
        }
    }

    private void start(List<AuditReader> of, String run, DesiredRun desired, Audit.Task task) {
        if (all().size() >= READERS_MAX) {
            LOG.atWarn()
                    .addKeyValue("run", run)
                    .log("ignoring the audit: this worker has {} already, the maximum", READERS_MAX);
            return;
        }
        LOG.atInfo().addKeyValue("run", run).log("reading partitions {}", Listing.of(task.partitions()));
        RunSpec spec = desired.plan().spec();
        AuditReader reader = new AuditReader(
                run,
                desired.plan(),
                desired.audit(),
                task,
                new AuditConsumers(
                        (name, isolation) -> new KafkaConsumer<>(
                                properties(
                                        kafka.ofRun(spec.topic().cluster())
                                                .targetClient(worker + "-" + run + "-" + name + "-" + task.id()),
                                        isolation),
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer()),
                        spec.transactions().isPresent() ? Isolation.READ_COMMITTED : Isolation.READ_UNCOMMITTED),
                findings,
                records,
                ticker);
        of.add(reader);
        reader.start();
    }

    private List<AuditReader> all() {
        return readers.values().stream().flatMap(List::stream).toList();
    }

    private static Map<String, Object> properties(Map<String, Object> client, Isolation isolation) {
        Map<String, Object> properties = new HashMap<>(client);
        // a reader must not choose a start position itself, and must not create a consumer group
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.name().toLowerCase(Locale.ROOT));
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES_MAX);
        properties.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, SOCKET_BYTES);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS_MAX);
        return properties;
    }

    /** Returns the number of records read so far. May be called by any thread. */
    public long records() {
        return records.sum();
    }

    /** Called when the worker shuts down; other workers take over its tasks. */
    public void stop() throws InterruptedException {
        List<AuditReader> ending = all();
        ending.forEach(AuditReader::cancel);
        for (AuditReader reader : ending) {
            reader.awaitEnd();
        }
        readers.clear();
    }
}
