package klt.embedded;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;

/**
 * Prevents Kafka from ending the JVM that embeds it.
 *
 * <p>A Kafka server process halts itself after a fatal fault, for example when its last log folder fails. A JVM that also runs tests or a
 * console would then end without a message. While an embedded Kafka is running, Kafka's {@link Exit} therefore does not end the JVM;
 * instead, the calling thread gets an exception and ends. Every open embedded Kafka is notified, because a JVM has only one exit procedure,
 * which cannot tell which broker called it. Once the last embedded Kafka is closed, {@code Exit} ends the JVM again, as Kafka's
 * command-line tools expect.
 */
final class FatalFaults {

    private static final List<EmbeddedKafka> OPEN = new ArrayList<>();

    private FatalFaults() {}

    static synchronized void listen(EmbeddedKafka kafka) {
        OPEN.add(kafka);
        if (OPEN.size() == 1) {
            Exit.setExitProcedure(FatalFaults::refuse);
            Exit.setHaltProcedure(FatalFaults::refuse);
        }
    }

    static synchronized void forget(EmbeddedKafka kafka) {
        if (OPEN.remove(kafka) && OPEN.isEmpty()) {
            // do not use Exit.resetExitProcedure(), which would set procedures that only throw
            Exit.setExitProcedure((status, message) -> Runtime.getRuntime().exit(status));
            Exit.setHaltProcedure((status, message) -> Runtime.getRuntime().halt(status));
        }
    }

    private static void refuse(int status, @Nullable String message) {
        String fault = "Kafka asked to end the JVM with status " + status + " in thread "
                + Thread.currentThread().getName() + (message == null ? "" : ": " + message);
        List<EmbeddedKafka> open;
        synchronized (FatalFaults.class) {
            open = List.copyOf(OPEN);
        }
        open.forEach(kafka -> kafka.onFault(fault, null));
        throw new EmbeddedKafkaException(fault);
    }
}
