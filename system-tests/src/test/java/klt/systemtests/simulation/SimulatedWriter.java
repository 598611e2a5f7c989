package klt.systemtests.simulation;

import java.util.ArrayDeque;
import java.util.Queue;
import klt.common.kafka.TopicRecord;
import klt.controller.bus.TopicWriter;
import klt.systemtests.simulation.model.FaultSchedule;
import org.apache.kafka.common.errors.DisconnectException;
import org.jspecify.annotations.Nullable;

/** The records that a controller has sent in one session and Kafka has not received yet: they are appended in order, after a delay. */
final class SimulatedWriter implements TopicWriter {

    private static final long SEND_NANOS_MAX = World.SECOND / 5;

    /** A decision that is written later than this reaches workers later than the controller assumes. */
    private static final long HELD_NANOS_MAX = 2 * World.SECOND;

    private final SimulatedController controller;
    private final Queue<Append> appends = new ArrayDeque<>();
    private boolean sendDue;
    private boolean closed;

    private record Append(TopicRecord record, long term, long sinceNanos, Ack ack) {}

    SimulatedWriter(SimulatedController controller) {
        this.controller = controller;
    }

    @Override
    public void send(String topic, String key, byte @Nullable [] value, Ack ack) {
        if (closed) {
            throw new IllegalStateException("the producer is closed");
        }
        TopicRecord record = new TopicRecord(topic, 0, 0, key, value);
        appends.add(new Append(record, controller.term(), controller.now(), ack));
        if (!sendDue) {
            sendDue = true;
            schedule().after(controller.random(SEND_NANOS_MAX), this::send);
        }
    }

    private FaultSchedule schedule() {
        return controller.world().schedule();
    }

    private void send() {
        if (controller.isOver() || closed) {
            return;
        }
        if (controller.isCutOff()) {
            schedule().at(controller.cutOffUntil(), this::send);
        } else if (controller.isFrozen() && controller.random(2) == 0) {
            // it had not left the process
            controller.after(0, this::send);
        } else {
            sendDue = false;
            sendAll();
        }
    }

    private void append(Append next) {
        if (controller.now() - next.sinceNanos() > HELD_NANOS_MAX) {
            controller.world().checker().onLateNews();
        }
        long stampMillis = controller.world().append(next.record(), next.term());
        controller.after(0, () -> next.ack().onAck(stampMillis, null));
    }

    void sendAll() {
        if (controller.world().isOut()) {
            appends.clear();
        }
        while (!appends.isEmpty()) {
            append(appends.remove());
        }
    }

    /** The process has crashed: the first records may already have left it. */
    void sendPart() {
        if (controller.world().isOut()) {
            appends.clear();
        }
        for (long k = controller.random(appends.size() + 1); k > 0; k--) {
            append(appends.remove());
        }
    }

    /** The session ends: records that are not sent in time are dropped. */
    void close() {
        if (!controller.isCutOff()) {
            sendPart();
        }
        closed = true;
        appends.forEach(dropped ->
                controller.after(0, () -> dropped.ack().onAck(0, new DisconnectException("the producer is closed"))));
        appends.clear();
    }
}
