package klt.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.protocol.BusCodec;
import klt.common.protocol.BusTopics;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Decoded;
import klt.common.protocol.Envelope;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.StatusRecord.Heartbeat;
import klt.common.protocol.StatusRecord.Vitals;
import klt.common.protocol.StatusRecord.WorkerInfo;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Speaks the workers' protocol over real Kafka and sends no load: it tells what a worker would tell. */
final class StandInWorker implements AutoCloseable {

    private static final Duration TURN = Duration.ofMillis(100);
    private static final double CPU_LIMIT = 2;

    private final String id;
    private final BusTopics topics;
    private final KafkaConsumer<String, byte[]> consumer;
    private final KafkaProducer<String, byte[]> producer;
    private final Map<String, StandInRun> runs = new HashMap<>();
    private final Instant startedAt = Instant.now();
    private final Thread thread;

    private long number;
    private long term;
    private long lastTick;
    private volatile String givesUp = "";
    private volatile boolean closed;
    private volatile boolean silent;

    StandInWorker(String servers, String name, String prefix) {
        id = name + ".1";
        topics = BusTopics.withPrefix(prefix);
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer());
        thread = new Thread(this::work, "stand-in-" + name);
        thread.start();
    }

    /** From now on it gives every run up. */
    void givesUp(String reason) {
        givesUp = reason;
    }

    /** From now on it says nothing, as one that was killed. */
    void fallsSilent() {
        silent = true;
    }

    private void work() {
        TopicPartition control = new TopicPartition(topics.control(), BusTopics.PARTITION);
        consumer.assign(List.of(control));
        WorkerInfo info = new WorkerInfo(id, "localhost", "test", CPU_LIMIT, 1L << 30);
        while (!closed) {
            consumer.poll(TURN).forEach(this::onControl);
            report(info);
        }
    }

    private void onControl(ConsumerRecord<String, byte[]> record) {
        if (record.key() == null || !record.key().matches("[0-9]{1,18}/.*")) {
            return;
        }
        long keyTerm = Long.parseLong(record.key().replaceFirst("/.*", ""));
        if (keyTerm < term) {
            return;
        }
        if (record.value() == null) {
            runs.remove(record.key().replaceFirst(".*/run/", ""));
        } else if (BusCodec.CONTROL.decode(record.value()) instanceof Decoded.Good<ControlRecord> good) {
            switch (good.envelope().body()) {
                case ControlRecord.Claim claim -> {}
                case ControlRecord.Tick tick -> {
                    term = keyTerm;
                    lastTick = good.envelope().number();
                }
                case DesiredRun desired -> {
                    term = keyTerm;
                    if (desired.members().contains(id)) {
                        runs.computeIfAbsent(desired.run(), run -> new StandInRun(id))
                                .onDesired(desired);
                    }
                }
            }
        }
    }

    private void report(WorkerInfo info) {
        if (silent) {
            return;
        }
        Instant now = Instant.now();
        List<RunProgress> progress = new ArrayList<>();
        for (StandInRun run : runs.values()) {
            run.turn(now, givesUp).ifPresent(this::say);
            progress.add(run.progress());
        }
        double uptime = Duration.between(startedAt, now).toMillis() / 1e3;
        Vitals vitals = new Vitals(uptime, uptime / 10, 50 << 20, 0.01);
        say(new Heartbeat(info, lastTick, false, Optional.of(new StatusRecord.Clock(-120, 450)), vitals, progress));
    }

    private void say(StatusRecord record) {
        var unused = producer.send(new ProducerRecord<>(
                topics.status(),
                BusTopics.PARTITION,
                id,
                BusCodec.STATUS.encode(new Envelope<>(1, id, number++, record))));
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!silent) {
            say(new StatusRecord.Bye("closed"));
        }
        producer.close();
        consumer.close();
    }
}
