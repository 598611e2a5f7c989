package klt.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import klt.common.histogram.LatencyHistogram;
import klt.common.histogram.LatencyRecorder;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Grant;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.StatusRecord.Clock;
import klt.common.protocol.StatusRecord.GrantProgress;
import klt.common.protocol.StatusRecord.Heartbeat;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.ProducerTotals;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.StatusRecord.Vitals;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.common.protocol.interval.IntervalLatencies;
import klt.common.protocol.interval.ProcessDelays;
import klt.common.protocol.interval.SenderTimes;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.BusTopics;
import klt.common.protocol.topics.Decoded;
import klt.common.protocol.topics.Envelope;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Simulates many workers on one thread. Like a real worker, each reports a heartbeat and an interval every second; the fleet's reports are
 * spread across the second. The workers send no load.
 */
final class FleetOfWorkers implements AutoCloseable {

    private static final int SLICES = 10;
    private static final int SAMPLES = 100;
    private static final int PAYLOAD_BYTES = 1_024;
    private static final double MEDIAN_NANOS = 3_000_000;
    private static final long SLICE_NANOS = TimeUnit.SECONDS.toNanos(1) / SLICES;

    private final int workers;
    private final BusTopics topics;
    private final KafkaConsumer<String, byte[]> consumer;
    private final KafkaProducer<String, byte[]> producer;
    private final Thread thread = new Thread(this::work, "fleet");
    private final SplittableRandom random = new SplittableRandom(7);
    private final Instant startedAt = Instant.now();
    private final long[] numbers;
    private final long[] intervals;
    private final long[] sentBefore;
    private long lastTick;
    private Optional<DesiredRun> desired = Optional.empty();
    private volatile boolean closed;

    FleetOfWorkers(String servers, String prefix, int workers) {
        this.workers = workers;
        topics = BusTopics.withPrefix(prefix);
        numbers = new long[workers];
        intervals = new long[workers];
        sentBefore = new long[workers];
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "linger.ms", 5),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    void start() {
        thread.start();
    }

    private void work() {
        TopicPartition control = new TopicPartition(topics.control(), BusTopics.PARTITION);
        consumer.assign(List.of(control));
        long next = System.nanoTime();
        for (int slice = 0; !closed; slice = (slice + 1) % SLICES) {
            next += SLICE_NANOS;
            do {
                consumer.poll(Duration.ofNanos(Math.max(0, next - System.nanoTime())))
                        .forEach(this::onControl);
            } while (System.nanoTime() < next);
            for (int worker = slice; worker < workers; worker += SLICES) {
                report(worker);
            }
        }
    }

    private void onControl(ConsumerRecord<String, byte[]> record) {
        if (record.value() != null
                && BusCodec.CONTROL.decode(record.value()) instanceof Decoded.Good<ControlRecord> good) {
            switch (good.envelope().body()) {
                case ControlRecord.Claim claim -> {}
                case ControlRecord.Tick tick -> lastTick = good.envelope().number();
                case DesiredRun run -> desired = Optional.of(run);
            }
        }
    }

    private static String id(int worker) {
        return String.format(Locale.ROOT, "worker-%04d.x7k2p", worker);
    }

    private void report(int worker) {
        Instant now = Instant.now();
        List<RunProgress> progress = new ArrayList<>();
        desired.filter(run -> run.members().contains(id(worker)))
                .ifPresent(run -> progress.add(progress(worker, run, now)));
        double uptime = Duration.between(startedAt, now).toMillis() / 1e3;
        write(
                worker,
                new Heartbeat(
                        new WorkerInfo(
                                String.format(Locale.ROOT, "worker-%04d", worker),
                                "node-" + worker % 50,
                                "bench",
                                2,
                                1L << 28),
                        lastTick,
                        false,
                        Optional.of(new Clock(-120, 450)),
                        new Vitals(uptime, uptime / 5, 50 << 20, 0.01),
                        progress));
    }

    private RunProgress progress(int worker, DesiredRun run, Instant now) {
        List<GrantProgress> grants = new ArrayList<>();
        long sent = 0;
        for (Grant grant : run.grantsOf(id(worker))) {
            long position = Math.max(grant.from(), Math.min(grant.until().orElse(Long.MAX_VALUE), due(run, now)));
            sent += grant.messagesBetween(grant.from(), position, run.plan().shardCount());
            grants.add(new GrantProgress(
                    grant.id(),
                    position,
                    position,
                    grant.until().filter(end -> end == position).isPresent()));
        }
        boolean sends = run.startAt().filter(now::isAfter).isPresent();
        if (sends) {
            interval(worker, run, sent, now);
        }
        return new RunProgress(
                run.run(),
                run.revision(),
                sends ? RunState.SENDING : RunState.READY,
                grants,
                new OutcomeCounts(sent, 0, 0, 0, 0),
                new RunProgress.Totals(sent, sent, 0, 0, 0, sent * PAYLOAD_BYTES, OutcomeCounts.NONE),
                intervals[worker],
                new ProducerTotals(sent * 1_100, 0, 0, 0, 0, 0, Optional.of(0L)),
                new RunProgress.Times(run.startAt(), Optional.of(150_000L), Optional.of(now)),
                0.2,
                List.of(),
                Optional.empty());
    }

    private static long due(DesiredRun run, Instant now) {
        return run.startAt()
                .flatMap(start -> run.plan()
                        .spec()
                        .load()
                        .fireTimes(run.changes())
                        .map(times -> times.dueBefore(
                                Math.max(0, Duration.between(start, now).toNanos()))))
                .map(Double::longValue)
                .orElse(0L);
    }

    private void interval(int worker, DesiredRun run, long sent, Instant now) {
        long messages = sent - sentBefore[worker];
        sentBefore[worker] = sent;
        int second = (int) Duration.between(run.startAt().orElseThrow(), now).toSeconds();
        write(
                worker,
                new Interval(
                        run.run(),
                        intervals[worker]++,
                        second,
                        messages,
                        new Interval.Outcomes(messages, 0, 0, 0),
                        Interval.Outcomes.NONE,
                        messages * PAYLOAD_BYTES,
                        3,
                        new SenderTimes(1_000_000_000, Optional.of(0L), 0, 0, ProcessDelays.UNKNOWN),
                        new IntervalLatencies(
                                latency(), latency(), 0, latency(), LatencyHistogram.EMPTY, 0, LatencyHistogram.EMPTY),
                        List.of()));
    }

    private LatencyHistogram latency() {
        LatencyRecorder recorder = new LatencyRecorder();
        for (int i = 0; i < SAMPLES; i++) {
            recorder.recordNanos((long) (MEDIAN_NANOS * Math.exp(random.nextGaussian())));
        }
        return LatencyHistogram.of(recorder.takeInterval());
    }

    private void write(int worker, StatusRecord record) {
        var unused = producer.send(new ProducerRecord<>(
                topics.status(),
                BusTopics.PARTITION,
                id(worker),
                BusCodec.STATUS.encode(new Envelope<>(1, id(worker), numbers[worker]++, record))));
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
        consumer.close();
    }
}
