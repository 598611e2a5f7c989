package klt.worker.core;

import static klt.worker.TestRuns.grant;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import klt.common.protocol.Grant;
import klt.common.protocol.StatusRecord.GrantProgress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several workers that hand over shards to each other, as a controller would assign them. */
class HandoverTest {

    private static final long MESSAGES = 20_000;

    private final Map<Integer, Grant> grants = new LinkedHashMap<>();
    private final List<SendQueue> workers = new ArrayList<>();
    private final List<Long> sent = new ArrayList<>();
    private SplittableRandom random = new SplittableRandom(0);
    private int shardCount;
    private int ids;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everySequenceIsSentOnce(long seed) {
        random = new SplittableRandom(seed);
        shardCount = random.nextInt(4, 70);
        int count = random.nextInt(2, 6);
        for (int worker = 0; worker < count; worker++) {
            workers.add(new SendQueue(shardCount));
        }
        give(0, 0, IntStream.range(0, shardCount).boxed().toList());
        workers.forEach(this::adopt);

        for (int step = 0; step < 300; step++) {
            workers.forEach(worker -> send(worker, random.nextInt(40)));
            if (random.nextInt(4) == 0) {
                handOver();
            }
            // some read it late
            workers.stream().filter(worker -> random.nextBoolean()).forEach(this::adopt);
        }
        workers.forEach(this::adopt);
        workers.forEach(worker -> send(worker, Integer.MAX_VALUE));

        assertThat(sent.stream().sorted().toList())
                .isEqualTo(LongStream.range(0, MESSAGES).boxed().toList());
        assertThat(ids).isGreaterThan(10);
    }

    /** Some of a worker's shards move to another worker, from a sequence that it has not reached, or from its current position. */
    private void handOver() {
        List<Grant> open = grants.values().stream()
                .filter(grant -> grant.until().isEmpty())
                .toList();
        Grant old = open.get(random.nextInt(open.size()));
        int from = index(old.worker());
        SendQueue owner = workers.get(from);
        adopt(owner);
        long cut;
        if (random.nextBoolean()) {
            cut = position(owner, old) + random.nextInt(500);
            grants.put(old.id(), old.endingAt(cut));
            adopt(owner);
        } else {
            grants.put(old.id(), old.endingAt(0));
            adopt(owner);
            cut = position(owner, old);
        }
        List<Integer> moved =
                old.shards().stream().filter(shard -> random.nextInt(3) > 0).toList();
        List<Integer> kept =
                old.shards().stream().filter(shard -> !moved.contains(shard)).toList();
        give((from + 1 + random.nextInt(workers.size() - 1)) % workers.size(), cut, moved);
        give(from, cut, kept);
    }

    private void give(int worker, long from, List<Integer> shards) {
        if (!shards.isEmpty()) {
            ids++;
            grants.put(ids, grant(ids, "w" + worker, from, shards));
        }
    }

    private void adopt(SendQueue worker) {
        int index = workers.indexOf(worker);
        worker.adopt(grants.values().stream()
                .filter(grant -> index(grant.worker()) == index)
                .toList());
    }

    private static int index(String worker) {
        return Integer.parseInt(worker.substring(1));
    }

    private static long position(SendQueue owner, Grant grant) {
        return owner.progress().grants().stream()
                .filter(progress -> progress.grant() == grant.id())
                .mapToLong(GrantProgress::position)
                .findFirst()
                .orElseThrow();
    }

    private void send(SendQueue worker, int messages) {
        for (int i = 0; i < messages && worker.sequence() < MESSAGES; i++) {
            sent.add(worker.sequence());
            worker.advance();
        }
    }
}
