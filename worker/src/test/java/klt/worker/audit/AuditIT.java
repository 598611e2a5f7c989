package klt.worker.audit;

import static klt.worker.TestRuns.RUN;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.preparing;
import static klt.worker.TestRuns.started;
import static klt.worker.TestRuns.verifying;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.protocol.Audit;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.PartitionAuditReport.Received;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.SendLedgerReport.Given;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.settings.Environment;
import klt.embedded.EmbeddedKafka;
import klt.worker.ControlSide;
import klt.worker.Worker;
import klt.worker.WorkerConfig;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A worker sends messages, reports them, and reads them back. */
class AuditIT {

    private static final int PARTITIONS = 3;
    private static final int MESSAGES = 1_000;

    private static EmbeddedKafka kafka;

    private ControlSide control;
    private Worker worker;
    private String id;
    private String topic;
    private DesiredRun run;
    private List<Given> given;

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.builder().start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    /** A record of another producer, and then a run of a thousand messages. */
    @BeforeEach
    void send(TestInfo test) throws Exception {
        String name = test.getTestMethod().orElseThrow().getName();
        topic = "load-" + name;
        control = new ControlSide(kafka.bootstrapServers(), name).createBus();
        control.create(topic, PARTITIONS, Map.of());
        writeForeign();
        worker = Worker.start(
                WorkerConfig.from(new Environment(control.environment("w1"))),
                System::nanoTime,
                InstantSource.system());
        id = control.awaitWorker("w1");
        control.countOn(List.of(id));
        run = preparing(
                plan(
                        topic,
                        PARTITIONS,
                        "payload: {format: raw, size: 100}, messages: " + MESSAGES
                                + ", rate: 1000, verification: after, producer: {batchSize: 2kB}"),
                id);
        control.publish(run);
        control.awaitState(RUN, RunState.READY, id);
        run = started(run, ControlSide.soon());
        control.publish(run);
        control.finish(run, id);
        control.await(
                "complete ledgers",
                () -> evidence().stream().mapToLong(Given::completed).sum() == MESSAGES);
        given = evidence();
    }

    @AfterEach
    void stop() throws Exception {
        worker.stop("the test is over");
        control.close();
    }

    private void writeForeign() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, null, new byte[10])).get();
        }
    }

    private List<Given> evidence() {
        List<SendLedgerReport> reports = control.reports(SendLedgerReport.class);
        return reports.isEmpty() ? List.of() : reports.getLast().given();
    }

    private List<Long> ends() {
        // a foreign one is in the first partition
        return List.of(
                1 + given.get(0).sent(), given.get(1).sent(), given.get(2).sent());
    }

    /** All partitions from their beginnings. */
    private List<PartitionAuditReport> audit(int task, List<Long> ends) throws Exception {
        control.publish(verifying(
                run,
                new Audit(
                        List.of(),
                        List.of(0L, 0L, 0L),
                        ends,
                        List.of(new Audit.Task(task, id, List.of(0, 1, 2))),
                        List.of())));
        control.await("the task is done", () -> found(task).size() == PARTITIONS);
        return found(task);
    }

    /** What was found in each completed partition. */
    private List<PartitionAuditReport> found(int task) {
        return List.of(0, 1, 2).stream()
                .flatMap(partition -> newest(task, partition).stream())
                .toList();
    }

    private Optional<PartitionAuditReport> newest(int task, int partition) {
        return control.reports(PartitionAuditReport.class).stream()
                .filter(audited -> audited.task() == task && audited.partition() == partition && audited.done())
                .reduce((earlier, later) -> later);
    }

    @Test
    void whatWasSentIsFoundAtTheOffsetsOfItsAcks() throws Exception {
        assertThat(given).allMatch(Given::isWhole).allMatch(of -> of.sent() > 0);

        List<PartitionAuditReport> found = audit(1, ends());

        for (int partition = 0; partition < PARTITIONS; partition++) {
            PartitionAuditReport audited = found.get(partition);
            Given of = given.get(partition);
            assertThat(audited.trouble()).isEmpty();
            assertThat(audited.records().foreign()).isEqualTo(partition == 0 ? 1 : 0);
            assertThat(audited.records().corrupt()).isZero();
            assertThat(audited.position()).isEqualTo(ends().get(partition));
            assertThat(audited.received())
                    .containsExactly(new Received(
                            control.reports(SendLedgerReport.class).getLast().producer(),
                            of.sent(),
                            of.sent(),
                            0,
                            0,
                            of.offsets(),
                            List.of(),
                            0));
            assertThat(of.lastOffset()).isEqualTo(ends().get(partition) - 1);
        }
    }

    @Test
    @Tag("extended")
    void anotherTaskStartsFromTheBeginning() throws Exception {
        List<PartitionAuditReport> first = audit(1, ends());

        List<PartitionAuditReport> second = audit(2, ends());

        assertThat(second)
                .extracting(PartitionAuditReport::received)
                .isEqualTo(first.stream().map(PartitionAuditReport::received).toList());
    }

    @Test
    void aReaderThatBeganBeforeTheEndWasKnownReadsOnToIt() throws Exception {
        Audit.Task task = new Audit.Task(1, id, List.of(0, 1, 2));
        control.publish(verifying(run, new Audit(List.of(), List.of(0L, 0L, 0L), List.of(), List.of(task), List.of())));
        control.await("all that is there is read", () -> read().equals(ends()));
        assertThat(control.reports(PartitionAuditReport.class)).noneMatch(PartitionAuditReport::done);

        writeForeign();
        List<Long> ends = List.of(ends().get(0) + 1, ends().get(1), ends().get(2));
        List<PartitionAuditReport> found = audit(1, ends);

        assertThat(found).extracting(PartitionAuditReport::position).isEqualTo(ends);
        assertThat(found.getFirst().records().foreign()).isEqualTo(2);
        assertThat(found.stream().mapToLong(report -> report.records().read()).sum())
                .isEqualTo(MESSAGES + 2);
    }

    /** How far each partition has been read. */
    private List<Long> read() {
        return List.of(0, 1, 2).stream()
                .map(partition -> control.reports(PartitionAuditReport.class).stream()
                        .filter(audited -> audited.partition() == partition)
                        .mapToLong(PartitionAuditReport::position)
                        .max()
                        .orElse(0))
                .toList();
    }

    @Test
    @Tag("extended")
    void whatRetentionTookIsNamed() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 1), RecordsToDelete.beforeOffset(5)))
                    .all()
                    .get();
        }

        List<PartitionAuditReport> found = audit(1, ends());

        assertThat(found.get(1).trouble()).startsWith("its first records were deleted");
        assertThat(found.get(0).trouble()).isEmpty();
        assertThat(found.get(2).trouble()).isEmpty();
    }

    @Test
    @Tag("extended")
    void whereTheLogEndsBeforeTheRunDidTheRestIsMissing() throws Exception {
        List<Long> longer = List.of(ends().get(0), ends().get(1), ends().get(2) + 7);

        List<PartitionAuditReport> found = audit(1, longer);

        assertThat(found.get(2).trouble()).isEmpty();
        assertThat(found.get(2).received().getFirst().next())
                .isEqualTo(given.get(2).sent());
    }

    @Test
    void aDeletedTopicIsNamed() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteTopics(List.of(topic)).all().get();
        }

        List<PartitionAuditReport> found = audit(1, ends());

        assertThat(found).allSatisfy(audited -> assertThat(audited.trouble()).isNotEmpty());
    }
}
