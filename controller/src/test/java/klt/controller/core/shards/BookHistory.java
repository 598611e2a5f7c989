package klt.controller.core.shards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import klt.common.protocol.Grant;
import klt.common.protocol.StatusRecord.GrantProgress;

/**
 * A grant book with workers that may read it late, checked against a simple model: a list of all sequences with the owner of each. A
 * failure reports the seed and the steps.
 */
final class BookHistory {

    private static final int SHARDS = 6;
    private static final int MESSAGES = 240;
    private static final int WORKERS_MAX = 6;

    private static final String LOOSE = "loose";
    private static final String COMPLETED = "completed";

    private final Random random;
    private final GrantBook book = GrantBook.untouched(SHARDS);
    private final String[] places = new String[MESSAGES];
    private final int[] timesCompleted = new int[MESSAGES];
    private final Map<String, Map<Integer, Walk>> workers = new LinkedHashMap<>();
    private final List<String> steps = new ArrayList<>();
    private long due;
    private long revision;
    private int names;
    private long twice;

    /** A grant as known to its worker. */
    private static final class Walk {
        private Grant grant;
        private long position;
        private long completedBelow;
        private boolean stopped;

        Walk(Grant grant) {
            this.grant = grant;
            position = grant.from();
            completedBelow = position;
        }

        boolean holds(long sequence) {
            return sequence >= grant.from() && grant.shards().contains((int) (sequence % SHARDS));
        }

        long end() {
            return endOf(grant);
        }

        GrantProgress progress() {
            return new GrantProgress(grant.id(), position, completedBelow, stopped);
        }
    }

    BookHistory(long seed) {
        random = new Random(seed);
        steps.add("seed " + seed);
        Arrays.fill(places, LOOSE);
        hire();
        hire();
        give();
    }

    private static long endOf(Grant grant) {
        return grant.until().filter(until -> until > grant.from()).orElse(Long.MAX_VALUE);
    }

    void step() {
        switch (random.nextInt(12)) {
            case 0 -> hire();
            case 1 -> lose();
            case 2 -> give();
            case 3, 4 -> move();
            case 5 -> retire();
            case 6 -> stopEarly();
            case 7, 8 -> read(anyone());
            case 9 -> clear();
            default -> send();
        }
        assertTrue();
    }

    private void note(String step) {
        steps.add(step);
    }

    private String anyone() {
        return List.copyOf(workers.keySet()).get(random.nextInt(workers.size()));
    }

    private void hire() {
        if (workers.size() < WORKERS_MAX) {
            String worker = "w" + ++names;
            note("hire " + worker);
            workers.put(worker, new HashMap<>());
        }
    }

    private void lose() {
        if (workers.size() > 1) {
            lose(anyone());
        }
    }

    private void lose(String worker) {
        note("lose " + worker);
        report(worker, false);
        Map<Integer, Walk> walks = walksOf(worker);
        send(worker);
        long sentBelow =
                walks.values().stream().mapToLong(walk -> walk.position).max().orElse(0);
        long open = 0;
        for (Walk walk : walks.values()) {
            for (long n = reported(walk); n < walk.position; n++) {
                open += walk.holds(n) ? 1 : 0;
            }
        }
        long again = book.revoke(worker, sentBelow);
        assertThat(again).as("%s", steps).isGreaterThanOrEqualTo(open);
        for (int n = 0; n < MESSAGES; n++) {
            if (places[n].equals(worker)) {
                places[n] = LOOSE;
            }
        }
        workers.remove(worker);
    }

    private final Map<Integer, Long> reportedBelow = new HashMap<>();

    private long reported(Walk walk) {
        return reportedBelow.getOrDefault(walk.grant.id(), walk.grant.from());
    }

    private Map<Integer, Walk> walksOf(String worker) {
        return workers.getOrDefault(worker, Map.of());
    }

    private void give() {
        List<String> able = List.copyOf(workers.keySet());
        long cut = due + random.nextInt(10);
        note("give " + able + " from " + cut);
        List<Grant> before = book.grants();
        book.give(able, cut, ++revision);
        assertThat(book.grants()).as("%s", steps).containsAll(before);
        book.grants().stream()
                .filter(grant -> grant.epoch() == revision)
                .forEach(grant -> each(grant, n -> {
                    check(places[n].equals(LOOSE), n, places[n] + ", and given to " + grant.worker());
                    check(grant.repair() == n < cut, n, grant.repair() ? "no repair" : "a repair");
                    check(able.contains(grant.worker()), n, "given to " + grant.worker());
                    places[n] = grant.worker();
                }));
        assertThat(book.firstUnassigned(Long.MAX_VALUE)).isEmpty();
    }

    private interface Visit {
        void at(int sequence);
    }

    /** The run's sequences of a grant. */
    private static void each(Grant grant, Visit visit) {
        for (int n = (int) Math.min(grant.from(), MESSAGES); n < Math.min(endOf(grant), MESSAGES); n++) {
            if (grant.shards().contains(n % SHARDS)) {
                visit.at(n);
            }
        }
    }

    private void move() {
        List<String> able = new ArrayList<>(workers.keySet());
        List<String> suspects = new ArrayList<>();
        if (able.size() > 2 && random.nextInt(3) == 0) {
            suspects.add(able.removeFirst());
        }
        if (able.size() > 2 && random.nextInt(3) == 0) {
            able.removeFirst();
        }
        long cut = due + random.nextInt(10);
        note("move to " + able + ", suspects " + suspects + ", from " + cut);
        if (book.move(able, suspects, cut, ++revision)) {
            book.grants().stream().filter(grant -> grant.epoch() == revision).forEach(grant -> {
                assertThat(grant.from()).isGreaterThanOrEqualTo(cut);
                assertThat(able).contains(grant.worker());
                each(grant, n -> {
                    check(!suspects.contains(places[n]), n, "taken from " + places[n]);
                    places[n] = grant.worker();
                });
            });
        }
    }

    /** As at rate max. */
    private void retire() {
        String worker = anyone();
        note("end at once " + worker);
        book.endAtOnce(worker);
    }

    /** A worker stops sending under its grants, and reports that. */
    private void stopEarly() {
        String worker = anyone();
        note("stop early " + worker);
        walksOf(worker).values().forEach(walk -> walk.stopped = true);
        report(worker, true);
    }

    /** The worker reads its grants. */
    private void read(String worker) {
        note("read " + worker);
        Map<Integer, Walk> walks = walksOf(worker);
        List<Grant> grants = book.grants().stream()
                .filter(grant -> grant.worker().equals(worker))
                .toList();
        walks.keySet().removeIf(id -> grants.stream().noneMatch(grant -> grant.id() == id));
        for (Grant grant : grants) {
            Walk walk = walks.computeIfAbsent(grant.id(), id -> new Walk(grant));
            walk.grant = grant;
            walk.stopped |= walk.position >= grant.until().orElse(Long.MAX_VALUE);
        }
    }

    /** Time passes, and some workers send what is due according to what they know. */
    private void send() {
        due = Math.min(MESSAGES, due + random.nextInt(12));
        note("send below " + due);
        for (String worker : List.copyOf(workers.keySet())) {
            if (random.nextInt(3) > 0) {
                send(worker);
                report(worker, random.nextBoolean());
            }
        }
    }

    private void send(String worker) {
        for (Walk walk : walksOf(worker).values()) {
            long end = Math.min(walk.end(), walk.grant.repair() ? MESSAGES : due);
            if (!walk.stopped) {
                walk.position = Math.max(walk.position, end);
                walk.stopped = walk.position >= Math.min(walk.end(), MESSAGES);
            }
        }
    }

    private void report(String worker, boolean allAnswered) {
        List<GrantProgress> progress = new ArrayList<>();
        for (Walk walk : walksOf(worker).values()) {
            long below = allAnswered
                    ? walk.position
                    : walk.completedBelow + random.nextInt((int) (walk.position - walk.completedBelow) + 1);
            complete(worker, walk, below);
            reportedBelow.put(walk.grant.id(), below);
            progress.add(walk.progress());
        }
        book.onProgress(worker, progress);
    }

    /** Completed messages count for their owner; messages that a worker sent because it read the book too late do not. */
    private void complete(String worker, Walk walk, long below) {
        for (long n = walk.completedBelow; n < below; n++) {
            if (walk.holds(n) && n < MESSAGES) {
                if (isOwn(walk.grant.id(), n)) {
                    check(places[(int) n].equals(worker), n, places[(int) n] + ", and completed by " + worker);
                    places[(int) n] = COMPLETED;
                    timesCompleted[(int) n]++;
                } else {
                    twice++;
                }
            }
        }
        walk.completedBelow = below;
    }

    private boolean isOwn(int id, long sequence) {
        return book.grants().stream().filter(grant -> grant.id() == id).anyMatch(grant -> sequence < endOf(grant));
    }

    private void clear() {
        note("clear");
        List<Grant> before = book.grants();
        book.clear(MESSAGES);
        List<Grant> after = book.grants();
        for (Grant grant : before) {
            if (!after.contains(grant)) {
                // its uncompleted messages are unassigned; it has no other open grants
                each(grant, n -> places[n] = places[n].equals(COMPLETED) ? COMPLETED : LOOSE);
            }
        }
    }

    /** Each uncompleted sequence is in one open grant, that of its owner, or unassigned; never in two. */
    private void assertTrue() {
        String[] found = new String[MESSAGES];
        book.grants().forEach(grant -> each(grant, n -> put(found, n, grant.worker())));
        book.leftovers().forEach(left -> {
            for (int n = (int) Math.min(left.from(), MESSAGES);
                    n < Math.min(left.until().orElse(Long.MAX_VALUE), MESSAGES);
                    n++) {
                if (left.shards().contains(n % SHARDS)) {
                    put(found, n, LOOSE);
                }
            }
        });
        for (int n = 0; n < MESSAGES; n++) {
            check(places[n].equals(COMPLETED) || places[n].equals(found[n]), n, places[n] + ", not " + found[n]);
        }
    }

    private void put(String[] found, int sequence, String place) {
        check(found[sequence] == null, sequence, "with " + place + " and with " + found[sequence]);
        found[sequence] = place;
    }

    private void check(boolean holds, long sequence, String words) {
        if (!holds) {
            throw new AssertionError(sequence + " is " + words + "\n" + String.join("\n", steps));
        }
    }

    /** All remaining workers send everything, and report it. */
    void finish() {
        due = MESSAGES;
        for (int round = 0; round < 5; round++) {
            clear();
            give();
            for (String worker : List.copyOf(workers.keySet())) {
                read(worker);
                send(worker);
                report(worker, true);
            }
            assertTrue();
        }
        clear();
        assertThat(book.isComplete(MESSAGES)).as("%s", steps).isTrue();
        assertThat(timesCompleted).as("%s", steps).containsOnly(1);
        long known = book.excess()
                + workers.keySet().stream().mapToLong(book::overrunOf).sum();
        assertThat(known).as("%s", steps).isLessThanOrEqualTo(twice);
    }
}
