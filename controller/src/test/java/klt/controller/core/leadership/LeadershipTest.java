package klt.controller.core.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import klt.controller.core.leadership.Leadership.Candidate;
import klt.controller.core.leadership.Leadership.Fenced;
import klt.controller.core.leadership.Leadership.Follower;
import klt.controller.core.leadership.Leadership.Leader;
import klt.controller.core.leadership.Leadership.News;
import klt.controller.core.leadership.Leadership.News.Claimed;
import klt.controller.core.leadership.Leadership.News.Led;
import klt.controller.core.leadership.Leadership.News.Left;
import org.junit.jupiter.api.Test;

class LeadershipTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String SELF = "a";
    private static final String OTHER = "b";

    private final Leadership begin = Leadership.begin(SELF);

    private static Leadership after(Leadership leadership, News... news) {
        Leadership result = leadership;
        for (News each : news) {
            result = result.read(each);
        }
        return result;
    }

    private static Leadership quietFor(int seconds, Leadership leadership) {
        Leadership result = leadership;
        for (int i = 0; i < 2 * seconds; i++) {
            result = result.quiet(SECOND / 2);
        }
        return result;
    }

    private static String leaderSeenBy(Leadership leadership) {
        return leadership instanceof Follower follows && !follows.vacant() ? follows.leader() : "";
    }

    @Test
    void claimsTheFirstTermOfAnEmptyTopicAtOnce() {
        assertThat(begin.quiet(0)).isEqualTo(new Candidate(SELF, 1));
    }

    @Test
    void leadsWhenItsOwnClaimIsTheFirst() {
        Leadership claims = begin.quiet(0);

        assertThat(after(claims, new Claimed(1, SELF), new Claimed(1, OTHER))).isEqualTo(new Leader(SELF, 1));
        assertThat(leaderSeenBy(after(claims, new Claimed(1, OTHER), new Claimed(1, SELF))))
                .isEqualTo(OTHER);
    }

    @Test
    void standsByWhileTheLeadersTicksAreRead() {
        Leadership leadership = after(begin, new Claimed(3, OTHER), new Led(3, OTHER));

        for (int tick = 0; tick < 100; tick++) {
            leadership = quietFor(3, leadership).read(new Led(3, OTHER));
        }

        assertThat(leaderSeenBy(leadership)).isEqualTo(OTHER);
    }

    @Test
    void claimsTheNextTermWhenTheLeaderIsSilentForFourSeconds() {
        Leadership follows = after(begin, new Led(3, OTHER));

        assertThat(leaderSeenBy(quietFor(3, follows))).isEqualTo(OTHER);
        assertThat(quietFor(4, follows)).isEqualTo(new Candidate(SELF, 4));
    }

    @Test
    void aSilenceOfKafkaItselfCountsForOneSecondAtTheMost() {
        Leadership follows = after(begin, new Led(3, OTHER));

        assertThat(leaderSeenBy(follows.quiet(3_600 * SECOND).quiet(3_600 * SECOND)))
                .isEqualTo(OTHER);
    }

    @Test
    void staleRecordsAreNoSignOfLife() {
        Leadership leadership = after(begin, new Led(3, OTHER));

        for (int i = 0; i < 4; i++) {
            leadership = after(leadership.quiet(SECOND), new Led(2, "c"), new Claimed(1, "c"), new Left(2));
        }

        assertThat(leadership).isEqualTo(new Candidate(SELF, 4));
    }

    @Test
    void aLeaderThatHasLeftIsNotWaitedFor() {
        Leadership left = after(begin, new Claimed(3, OTHER), new Led(3, OTHER), new Left(3));

        assertThat(left.quiet(0)).isEqualTo(new Candidate(SELF, 4));
    }

    @Test
    void aClaimThatLostDoesNotMakeItsWriterTheLeader() {
        Leadership follows = after(begin, new Claimed(3, OTHER), new Claimed(3, SELF), new Claimed(3, "c"));

        assertThat(leaderSeenBy(follows)).isEqualTo(OTHER);
    }

    @Test
    void theWriterOfTicksLeadsEvenIfCompactionHasLeftTheClaimOfALoser() {
        Leadership follows = after(begin, new Claimed(3, SELF), new Led(3, OTHER));

        assertThat(leaderSeenBy(follows)).isEqualTo(OTHER);
    }

    @Test
    void aWinnerThatRepeatsItsClaimWhileItTakesOverIsAlive() {
        Leadership follows = after(begin, new Claimed(3, OTHER));

        for (int i = 0; i < 20; i++) {
            follows = quietFor(1, follows).read(new Claimed(3, OTHER));
        }

        assertThat(leaderSeenBy(follows)).isEqualTo(OTHER);
    }

    @Test
    void stepsDownAtAnyRecordOfAHigherTerm() {
        Leadership leads = new Leader(SELF, 3);

        for (News higher : List.of(new Claimed(4, OTHER), new Led(4, OTHER), new Claimed(9, OTHER))) {
            assertThat(leads.read(higher)).isInstanceOf(Fenced.class);
            assertThat(leads.read(higher).again()).isEqualTo(new Follower(SELF, higher.term(), OTHER, 0, false));
        }
    }

    @Test
    void stepsDownWhenAnotherWritesInItsOwnTerm() {
        assertThat(new Leader(SELF, 3).read(new Led(3, OTHER))).isInstanceOf(Fenced.class);
    }

    @Test
    void goesOnLeadingWhateverItReadsOfItselfOrOfOlderTerms() {
        Leadership leads = new Leader(SELF, 3);

        assertThat(after(
                        leads,
                        new Claimed(3, SELF),
                        new Led(3, SELF),
                        new Claimed(3, OTHER),
                        new Led(2, OTHER),
                        new Left(2)))
                .isEqualTo(leads);
    }

    @Test
    void aFormerLeaderClaimsAtOnceWhenItRereadsAndNoOtherHasLed() {
        Leadership again =
                after(new Leader(SELF, 3).again(), new Claimed(3, SELF), new Claimed(3, OTHER), new Led(3, SELF));

        assertThat(again.quiet(0)).isEqualTo(new Candidate(SELF, 4));
    }

    @Test
    void aRecreatedTopicDoesNotBeginWithTheFirstTermAgain() {
        assertThat(new Leader(SELF, 7).again().quiet(0)).isEqualTo(new Candidate(SELF, 8));
    }

    @Test
    void aClaimThatIsReadAgainAfterTheSessionBrokeIsNoLead() {
        Leadership again = after(new Candidate(SELF, 3).again(), new Claimed(3, SELF));

        assertThat(again).isInstanceOf(Follower.class);
        assertThat(again.quiet(0)).isEqualTo(new Candidate(SELF, 4));
    }
}
