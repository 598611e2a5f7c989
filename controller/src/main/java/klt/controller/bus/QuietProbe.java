package klt.controller.bus;

import java.time.Duration;
import java.util.OptionalLong;
import klt.common.clock.Ticker;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka whether a topic has been read to its end. Time without records from the leading controller only counts towards its timeout
 * while Kafka itself responds. Session thread only.
 */
final class QuietProbe {

    private static final long EVERY_NANOS = Duration.ofMillis(500).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(QuietProbe.class);

    private final SessionReader reader;
    private final String topic;
    private final Ticker ticker;
    private long askedNanos;
    private long answeredNanos;

    QuietProbe(SessionReader reader, String topic, Ticker ticker) {
        this.reader = reader;
        this.topic = topic;
        this.ticker = ticker;
        answeredNanos = ticker.nanos();
        askedNanos = answeredNanos - EVERY_NANOS;
    }

    /**
     * Returns the nanoseconds since Kafka's last response if Kafka confirms that everything has been read, or empty if it does not or the
     * next request is not due.
     */
    OptionalLong quietNanos() {
        if (ticker.nanos() - askedNanos < EVERY_NANOS) {
            return OptionalLong.empty();
        }
        try {
            boolean allRead = reader.isAllRead(topic);
            long since = ticker.nanos() - answeredNanos;
            answeredNanos += since;
            return allRead ? OptionalLong.of(since) : OptionalLong.empty();
        } catch (TimeoutException e) {
            LOG.debug("no response", e);
            return OptionalLong.empty();
        } finally {
            askedNanos = ticker.nanos();
        }
    }
}
