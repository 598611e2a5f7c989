package klt.systemtests.simulation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import klt.common.code.Args;
import klt.common.kafka.TopicReader;
import klt.common.kafka.TopicWatch;
import klt.controller.admin.TargetAdmin;
import klt.controller.bus.BusConnection;
import klt.controller.bus.TopicWriter;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import org.apache.kafka.common.Uuid;

/** A controller's connection with the simulated Kafka. */
final class SimulatedConnection implements BusConnection {

    private static final long ANSWER_NANOS_MAX = World.SECOND / 5;

    private final SimulatedController controller;
    private final ControllerReader reader;
    private final SimulatedWriter writer;

    SimulatedConnection(SimulatedController controller) {
        this.controller = controller;
        reader = new ControllerReader(controller);
        writer = new SimulatedWriter(controller);
    }

    @Override
    public TopicReader reader() {
        return reader;
    }

    @Override
    public TopicWriter writer() {
        return controller.world().mutant().of(writer, controller, reader);
    }

    SimulatedWriter sent() {
        return writer;
    }

    @Override
    public TopicWatch watch() {
        return World.NO_CHANGES;
    }

    @Override
    public Map<String, Uuid> topicIds() {
        return World.TOPIC_IDS;
    }

    @Override
    public TargetAdmin targetAdmin(Consumer<Event> answers) {
        return new Target(answers);
    }

    @Override
    public void close() {
        writer.close();
    }

    /** Every answer arrives after a delay. */
    private final class Target implements TargetAdmin {

        private static final Args TOPIC =
                Args.of("created", true, "topic", "loadtest", "partitions", 1, "replication", 1);

        private final Consumer<Event> answers;

        Target(Consumer<Event> answers) {
            this.answers = answers;
        }

        private void answer(Event... events) {
            controller.after(
                    controller.random(ANSWER_NANOS_MAX), () -> List.of(events).forEach(answers));
        }

        @Override
        public void release(String run) {}

        @Override
        public void prepare(Command.PrepareTopics prepare) {
            answer(
                    new Event.TopicsChecked(prepare.run(), List.of(), List.of()),
                    new Event.TopicsReady(prepare.run(), List.of(TOPIC), List.of(), List.of(List.of(0L))));
        }

        @Override
        public void lookAt(Command.LookAtTopics look) {
            answer(new Event.TopicsSeen(look.run(), List.of(Optional.of(new Event.TopicState("topic", List.of(0L))))));
        }

        @Override
        public void readEnds(Command.ReadEnds read) {
            answer(new Event.EndsRead(read.run(), List.of(List.of(World.LOG_END))));
        }

        @Override
        public void findTransactions(Command.FindTransactions find) {}

        @Override
        public void deleteTopic(Command.DeleteTopic delete) {}

        @Override
        public void deleteGroups(Command.DeleteGroups delete) {}
    }
}
