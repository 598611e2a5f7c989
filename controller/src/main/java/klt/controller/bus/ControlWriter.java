package klt.controller.bus;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import klt.common.clock.Ticker;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.topics.BusTopics;
import klt.common.protocol.topics.ControlKey;
import klt.common.protocol.topics.Envelope;
import klt.common.protocol.topics.RecordCodec;
import klt.controller.core.run.Event;
import klt.controller.loop.CoreExecutor;
import klt.controller.loop.CoreRuntime;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one term's records to the control topic, and passes their acks to the event loop. Never waits for Kafka. */
final class ControlWriter {

    private static final Logger LOG = LoggerFactory.getLogger(ControlWriter.class);

    private final long term;
    private final String controller;
    private final String topic;
    private final TopicWriter writer;
    private final RecordCodec<ControlRecord> codec;
    private final CoreExecutor loop;
    private final Ticker ticker;
    private final AtomicLong numbers = new AtomicLong();
    private volatile Optional<Exception> refusal = Optional.empty();

    /** @param controller this controller's id */
    ControlWriter(
            long term,
            String controller,
            String topic,
            TopicWriter writer,
            RecordCodec<ControlRecord> codec,
            CoreExecutor loop,
            Ticker ticker) {
        this.term = term;
        this.controller = controller;
        this.topic = topic;
        this.writer = writer;
        this.codec = codec;
        this.loop = loop;
        this.ticker = ticker;
    }

    /** Claims the term. */
    void claim() {
        claim(new ControlKey.Claim(term, controller));
    }

    /** Announces that this controller has won the term and is taking over. */
    void lead() {
        claim(new ControlKey.Lead(term));
    }

    private void claim(ControlKey key) {
        long sent = ticker.nanos();
        send(key, new ControlRecord.Claim(controller), (stampMillis, error) -> {
            if (error == null) {
                long acked = ticker.nanos();
                loop.put(runtime -> runtime.onAcked(sent, acked, stampMillis));
            } else {
                refusal = Optional.of(error);
            }
        });
    }

    /** Returns why the claim could not be written, if it could not. */
    Optional<Exception> refusal() {
        return refusal;
    }

    /** Announces that this controller is shutting down, so that another one can take over without waiting. */
    void leave() {
        writer.send(topic, new ControlKey.Tick(term).toString(), null, (stampMillis, error) -> {
            if (error != null) {
                LOG.warn("could not write the goodbye of this controller: {}", error.toString());
            }
        });
    }

    void tick(ControlRecord.Tick tick) {
        long sent = ticker.nanos();
        send(new ControlKey.Tick(term), tick, (stampMillis, error) -> {
            if (error == null) {
                long acked = ticker.nanos();
                loop.put(runtime -> runtime.onTickAcked(sent, acked, stampMillis));
            } else {
                LOG.warn("could not write a tick: {}", error.toString());
                loop.put(CoreRuntime::onTickFailed);
            }
        });
    }

    /** Writes a run's desired state. */
    void assign(ControlRecord.DesiredRun run) {
        send(new ControlKey.Run(term, run.run()), run, (stampMillis, error) -> {
            if (error instanceof RecordTooLargeException) {
                loop.post(new Event.PublishRefused(run.run(), String.valueOf(error.getMessage())));
            } else if (error != null) {
                LOG.atWarn()
                        .addKeyValue("run", run.run())
                        .log("could not write the state {}: {}", run.phase(), error.toString());
                loop.post(new Event.PublishFailed(run.run()));
            }
        });
    }

    /** Deletes a run's desired state. */
    void retire(String run) {
        delete(new ControlKey.Run(term, run));
    }

    /** Deletes a record, which may be from an earlier term. */
    void delete(ControlKey key) {
        writer.send(topic, key.toString(), null, (stampMillis, error) -> {
            if (error != null) {
                LOG.error("could not delete the record {}: {}", key, error.toString());
            }
        });
    }

    private void send(ControlKey key, ControlRecord record, TopicWriter.Ack ack) {
        byte[] value = codec.encode(new Envelope<>(term, controller, numbers.incrementAndGet(), record));
        if (value.length > BusTopics.WRITTEN_BYTES_MAX) {
            ack.onAck(
                    0,
                    new RecordTooLargeException(String.format(
                            Locale.ROOT,
                            "the record %s of %,d bytes exceeds the limit of %,d bytes",
                            key,
                            value.length,
                            BusTopics.WRITTEN_BYTES_MAX)));
            return;
        }
        writer.send(topic, key.toString(), value, ack);
    }
}
