package klt.systemtests.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import klt.common.kafka.TopicRecord;

/** A controller's reader, in which mutants can change what is read. */
final class ControllerReader extends SimulatedReader {

    /** Whether the session continues with the runs of the previous one. */
    static final long NOT_READ = -1;

    private final SimulatedController controller;
    private final World world;
    private final Mutant mutant;
    private long stateRead = NOT_READ;
    private final Queue<TopicRecord> invented = new ArrayDeque<>();

    ControllerReader(SimulatedController controller) {
        super(controller.world(), controller::isCutOff);
        this.controller = controller;
        world = controller.world();
        mutant = world.mutant();
    }

    /** Only the workers' reports are read from a given offset. */
    @Override
    public void seek(String topic, long offset) {
        super.seek(topic, mutant.replayFrom(offset, world.topic(topic).end()));
        controller.onReplay(stateRead);
    }

    /** Records how far the runs were read. */
    @Override
    public void assign(List<String> topics) {
        stateRead = hasPosition(World.TOPICS.state()) ? position(World.TOPICS.state(), Duration.ZERO) : NOT_READ;
        super.assign(topics);
    }

    /** Makes the controller read a record that is not in the topic. */
    void invent(String topic, String key, byte[] value) {
        invented.add(new TopicRecord(topic, position(topic, Duration.ZERO), 0, key, value));
    }

    @Override
    public List<TopicRecord> poll(Duration max) {
        List<TopicRecord> records = super.poll(max);
        if (mutant == Mutant.NONE) {
            return records;
        }
        List<TopicRecord> changed = new ArrayList<>(invented);
        invented.clear();
        records.forEach(record -> changed.addAll(mutant.readBy(controller, record)));
        return changed;
    }
}
