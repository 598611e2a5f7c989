package klt.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.GroupPositions.Position;
import org.junit.jupiter.api.Test;

class GroupPlacesTest {

    private final GroupPlaces places = new GroupPlaces();

    private List<Position> reported() {
        return places.positions("r", 0).stream()
                .flatMap(part -> part.positions().stream())
                .toList();
    }

    @Test
    void whatWasTakenIsKnownAgain() {
        places.begin(0, 40);

        assertThat(places.take(0, 40)).isTrue();
        assertThat(places.take(0, 41)).isTrue();
        assertThat(places.take(0, 41)).isFalse();
        assertThat(places.take(0, 40)).isFalse();
        assertThat(places.take(0, 42)).isTrue();
        assertThat(reported()).containsExactly(new Position(0, 40, 43, 43));
    }

    @Test
    void aMemberThatBeginsAgainBelowIsGivenRecordsAgain() {
        places.begin(0, 40);
        places.take(0, 40);
        places.take(0, 41);

        places.begin(0, 41);

        assertThat(places.take(0, 41)).isFalse();
        assertThat(places.take(0, 42)).isTrue();
        assertThat(reported()).containsExactly(new Position(0, 40, 43, 43));
    }

    @Test
    void whatALaterMemberTakesOverCountsFromThere() {
        places.begin(3, 500);

        assertThat(places.take(3, 500)).isTrue();
        assertThat(reported()).containsExactly(new Position(3, 500, 501, 501));
    }

    @Test
    void theEndIsReportedWithThePositionAndNeverDecreases() {
        places.begin(1, 10);
        places.reach(1, 12, 20);
        places.reach(1, 11, 15);

        assertThat(reported()).containsExactly(new Position(1, 10, 12, 20));
    }

    @Test
    void marksAtTheEndArePassedWithoutARecord() {
        places.begin(1, 10);
        places.take(1, 10);
        places.reach(1, 12, 12);

        assertThat(reported()).containsExactly(new Position(1, 10, 12, 12));
    }

    @Test
    void aPartitionThatNoMemberReadsIsNotReported() {
        assertThat(reported()).isEmpty();
    }

    @Test
    void aPartitionIsAlwaysInTheSamePart() {
        places.begin(GroupPositions.POSITIONS_MAX, 5);

        assertThat(places.positions("r", 0)).extracting(GroupPositions::part).containsExactly(1);

        places.begin(0, 5);

        assertThat(places.positions("r", 0)).extracting(GroupPositions::part).containsExactly(0, 1);
    }
}
