package klt.controller.core.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import klt.controller.core.leadership.Leadership.Candidate;
import klt.controller.core.leadership.Leadership.Leader;
import klt.controller.core.leadership.Leadership.News;
import org.junit.jupiter.api.Test;

/**
 * Controllers on one log, in every possible order of their steps: a step reads one record, learns that there are no more, begins to write,
 * or appends what was written, which may be much later.
 */
class LeadershipRaceTest {

    private static final int LOG_MAX = 6;

    /**
     * One controller.
     *
     * @param read records that it has read
     * @param underWay the records that it has written and Kafka has not appended yet
     * @param claimed the term for which it has written a claim
     */
    private record Player(Leadership leadership, int read, Optional<News> underWay, long claimed) {

        Player with(Leadership next) {
            return new Player(next, read, underWay, claimed);
        }
    }

    private record World(List<News> log, List<Player> players) {

        static World begin(List<News> log, int players) {
            List<Player> all = new ArrayList<>();
            for (int i = 0; i < players; i++) {
                all.add(new Player(Leadership.begin(name(i)), 0, Optional.empty(), 0));
            }
            return new World(log, List.copyOf(all));
        }

        private static String name(int player) {
            return "c" + player;
        }

        private World with(int index, Player player) {
            List<Player> changed = new ArrayList<>(players);
            changed.set(index, player);
            return new World(log, List.copyOf(changed));
        }

        void eachNext(Consumer<World> next) {
            for (int i = 0; i < players.size(); i++) {
                Player player = players.get(i);
                if (player.read < log.size()) {
                    next.accept(with(
                            i,
                            new Player(
                                    player.leadership.read(log.get(player.read)),
                                    player.read + 1,
                                    player.underWay,
                                    player.claimed)));
                } else {
                    next.accept(with(i, player.with(player.leadership.quiet(Leadership.ANSWER_GAP_NANOS_MAX))));
                }
                if (player.underWay.isEmpty()) {
                    write(i, player).ifPresent(next);
                } else if (log.size() < LOG_MAX) {
                    List<News> longer = new ArrayList<>(log);
                    longer.add(player.underWay.get());
                    next.accept(new World(List.copyOf(longer), players)
                            .with(i, new Player(player.leadership, player.read, Optional.empty(), player.claimed)));
                }
            }
        }

        private Optional<World> write(int i, Player player) {
            return switch (player.leadership) {
                case Candidate claims
                when player.claimed < claims.term() ->
                    Optional.of(with(
                            i,
                            new Player(
                                    claims,
                                    player.read,
                                    Optional.of(new News.Claimed(claims.term(), name(i))),
                                    claims.term())));
                case Leader leads ->
                    Optional.of(with(
                            i,
                            new Player(
                                    leads,
                                    player.read,
                                    Optional.of(new News.Led(leads.term(), name(i))),
                                    player.claimed)));
                case Candidate claims -> Optional.empty();
                case Leadership.Follower follows -> Optional.empty();
                case Leadership.Fenced deposed -> Optional.empty();
            };
        }

        boolean hasTwoLeadersOfATerm() {
            Set<Long> terms = new HashSet<>();
            for (Player player : players) {
                if (player.leadership instanceof Leader leads && !terms.add(leads.term())) {
                    return true;
                }
            }
            return false;
        }

        boolean hasTwoWritersInATerm() {
            Set<News.Led> writers = new HashSet<>();
            log.stream()
                    .filter(News.Led.class::isInstance)
                    .map(News.Led.class::cast)
                    .forEach(writers::add);
            return writers.stream().map(News.Led::term).distinct().count() < writers.size();
        }
    }

    /** All possible outcomes. */
    private static Set<World> all(World begin) {
        Set<World> seen = new HashSet<>(Set.of(begin));
        Deque<World> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            open.pop().eachNext(next -> {
                if (seen.add(next)) {
                    open.push(next);
                }
            });
        }
        return seen;
    }

    private static void assertOneLeaderForEachTerm(Set<World> worlds) {
        assertThat(worlds).noneMatch(World::hasTwoLeadersOfATerm).noneMatch(World::hasTwoWritersInATerm);
        assertThat(worlds.stream().flatMap(world -> world.players.stream()))
                .anyMatch(player -> player.leadership instanceof Leader leads && leads.term() >= 2)
                .anyMatch(player -> player.leadership instanceof Leadership.Fenced);
    }

    @Test
    void twoControllersNeverLeadInTheSameTerm() {
        assertOneLeaderForEachTerm(all(World.begin(List.of(), 2)));
    }

    @Test
    void twoControllersNeverLeadInTheSameTermAfterAThirdThatWasKilled() {
        assertOneLeaderForEachTerm(all(World.begin(List.of(new News.Claimed(1, "x"), new News.Led(1, "x")), 2)));
    }
}
