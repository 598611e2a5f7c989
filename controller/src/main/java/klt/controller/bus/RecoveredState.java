package klt.controller.bus;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.RunPhase;
import klt.controller.core.ControlKey;
import klt.controller.core.ControlTable;
import klt.controller.core.Event;
import klt.controller.store.RunStore;
import klt.controller.store.StoredRun;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the controllers before this one have left on the topics: the runs that have not ended, and what is wished of workers. For the
 * session's thread.
 */
final class RecoveredState {

    /** The clocks of controllers and of a topic that somebody else made may differ by so much. */
    private static final Duration REPLAY_MARGIN = Duration.ofMinutes(1);

    private final RunStore store;
    private final ControlTable wishes = new ControlTable();
    private final Map<String, StoredRun> unended = new HashMap<>();
    /** ids on the state topic, with a record or a tombstone */
    private final Set<String> stored = new HashSet<>();

    RecoveredState(RunStore store) {
        this.store = store;
    }

    void onWish(ControlKey key, ControlRecord wish) {
        wishes.put(key, wish);
    }

    void onWishTakenBack(ControlKey key) {
        wishes.remove(key);
    }

    void onState(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        String id = new String(record.key(), StandardCharsets.UTF_8);
        stored.add(id);
        unended.remove(id);
        store.load(id, record.value()).ifPresent(run -> unended.put(id, run));
    }

    /** The state topic is read from its beginning. */
    void onStateBegins() {
        stored.clear();
    }

    /** It was read to its end: what the store has beside it is there no more. */
    void onStateRead() {
        store.retain(stored);
    }

    /** The wishes of terms before this one. */
    List<ControlKey> wishesBefore(long term) {
        return wishes.before(term);
    }

    /** Runs that workers are to follow, and that have ended: their leader went between the report of a run and the end of its wish. */
    List<String> orphans() {
        return wishes.followed().stream()
                .filter(run -> !unended.containsKey(run))
                .toList();
    }

    /** The runs that have not ended, in the order in which they came. */
    List<Event.Recovered> runs() {
        return unended.values().stream()
                .sorted(Comparator.comparing(run -> run.summary().createdAt()))
                .map(run -> {
                    String id = run.summary().id();
                    return new Event.Recovered(
                            id,
                            run.report().spec(),
                            run.summary().createdAt(),
                            run.summary().phase() == RunPhase.QUEUED && !wishes.knows(id),
                            wishes.desired(id),
                            run.past());
                })
                .toList();
    }

    /** Since when workers may have said something of these runs; empty when they have nothing to say of any. */
    Optional<Instant> spokenOfSince() {
        return runs().stream()
                .filter(run -> !run.queued())
                .findFirst()
                .map(run -> run.createdAt().minus(REPLAY_MARGIN));
    }
}
