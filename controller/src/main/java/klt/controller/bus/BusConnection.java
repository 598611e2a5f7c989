package klt.controller.bus;

import java.util.Map;
import java.util.function.Consumer;
import klt.common.kafka.TopicReader;
import klt.common.kafka.TopicWatch;
import klt.controller.admin.TargetAdmin;
import klt.controller.core.run.Event;
import org.apache.kafka.common.Uuid;

/** A connection to Kafka, with everything that a session needs. */
public interface BusConnection extends AutoCloseable {

    TopicReader reader();

    TopicWriter writer();

    TopicWatch watch();

    /** Returns the control topics' ids, which distinguish a topic from a later one with the same name. */
    Map<String, Uuid> topicIds();

    /** @param answers receives the results, on any thread */
    TargetAdmin targetAdmin(Consumer<Event> answers);

    @Override
    void close();
}
