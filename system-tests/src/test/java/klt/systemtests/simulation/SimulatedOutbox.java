package klt.systemtests.simulation;

import java.util.ArrayDeque;
import java.util.Queue;

/** What a controller has written and Kafka has not got yet: it comes there in order, some time later. */
final class SimulatedOutbox {

    private static final long SEND_NANOS_MAX = World.SECOND / 5;

    /** Whoever decides something, and says so later than this, has workers learn it too late for what it reckons with. */
    private static final long HELD_NANOS_MAX = 2 * World.SECOND;

    private final SimulatedController controller;
    private final Queue<Runnable> appends = new ArrayDeque<>();
    private boolean sendDue;

    SimulatedOutbox(SimulatedController controller) {
        this.controller = controller;
    }

    void add(Runnable append) {
        long since = controller.now();
        appends.add(() -> {
            if (controller.now() - since > HELD_NANOS_MAX) {
                controller.world().witness().onLateNews();
            }
            append.run();
        });
        if (!sendDue) {
            sendDue = true;
            agenda().after(controller.random(SEND_NANOS_MAX), this::send);
        }
    }

    private FaultSchedule agenda() {
        return controller.world().agenda();
    }

    private void send() {
        if (controller.isOver()) {
            return;
        }
        if (controller.isCutOff()) {
            agenda().at(controller.cutOffUntil(), this::send);
        } else if (controller.isFrozen() && controller.random(2) == 0) {
            // it had not left the process
            controller.after(0, this::send);
        } else {
            sendDue = false;
            sendAll();
        }
    }

    void sendAll() {
        if (controller.world().isOut()) {
            appends.clear();
        }
        while (!appends.isEmpty()) {
            appends.remove().run();
        }
    }

    /** The process has died: the first of them may have left it. */
    void sendPart() {
        if (controller.world().isOut()) {
            appends.clear();
        }
        for (long k = controller.random(appends.size() + 1); k > 0; k--) {
            appends.remove().run();
        }
    }
}
