package klt.controller.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import klt.common.protocol.Audit.Task;
import klt.common.protocol.PartitionAuditReport;
import klt.controller.core.audit.AuditReports.Read;
import org.junit.jupiter.api.Test;

class AuditTasksTest {

    private static final long[] NONE = {};

    private final AuditTasks tasks = new AuditTasks();

    private static PartitionAuditReport done(int task, int partition) {
        return Read.of(task, partition).audited();
    }

    private static PartitionAuditReport at(int task, int partition, long position) {
        return Read.of(task, partition).at(position).audited();
    }

    private void looks(String worker, int task, int range) {
        tasks.onContestedSeen(worker, AuditReports.seen(task, range, NONE, NONE, NONE));
    }

    @Test
    void partitionsAreDividedAmongTheLeastLoadedWorkers() {
        tasks.assign(List.of(0, 1, 2, 3, 4), List.of("a", "b"), 0);
        tasks.assign(List.of(5), List.of("a"), 0);
        tasks.assign(List.of(6), List.of("a", "b", "c"), 0);

        assertThat(tasks.all())
                .containsExactly(
                        new Task(1, "a", List.of(0, 2, 4)),
                        new Task(2, "b", List.of(1, 3)),
                        new Task(3, "a", List.of(5)),
                        new Task(4, "c", List.of(6)));
        assertThat(tasks.newest()).isEqualTo(4);
    }

    @Test
    void aPartitionIsUnreadUntilATaskHasIt() {
        assertThat(tasks.unread(4, partition -> partition == 3)).containsExactly(0, 1, 2);

        tasks.assign(List.of(1), List.of("a"), 0);
        assertThat(tasks.unread(4, partition -> partition == 3)).containsExactly(0, 2);

        tasks.onPartitionsChanged();
        assertThat(tasks.unread(4, partition -> false)).containsExactly(0, 2, 3);

        tasks.remove(1);
        assertThat(tasks.unread(4, partition -> false)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void onlyTheReaderOfAPartitionReportsIt() {
        tasks.assign(List.of(0, 1), List.of("a", "b"), 0);
        tasks.onReport(at(1, 0, 7));

        assertThat(tasks.isCurrent("a", at(1, 0, 7))).isTrue();
        assertThat(tasks.isCurrent("a", at(1, 0, 6))).as("older").isFalse();
        assertThat(tasks.isCurrent("b", at(1, 0, 8))).as("another worker").isFalse();
        assertThat(tasks.isCurrent("b", at(2, 0, 8))).as("another task").isFalse();
        assertThat(tasks.isCurrent("a", at(3, 2, 8))).as("no task").isFalse();
    }

    @Test
    void aReportWithAnotherPositionIsProgress() {
        tasks.assign(List.of(0), List.of("a"), 0);

        assertThat(tasks.onReport(at(1, 0, 0))).isTrue();
        assertThat(tasks.onReport(at(1, 0, 0))).isFalse();
        assertThat(tasks.onReport(at(1, 0, 1))).isTrue();
    }

    @Test
    void aTaskIsDoneWhenItsPartitionsAndAllContestedRangesAreRead() {
        tasks.assign(List.of(0, 1), List.of("a"), 2);
        tasks.onReport(done(1, 0));
        tasks.onReport(done(1, 0));
        assertThat(tasks.areDone(0)).isFalse();

        tasks.onReport(done(1, 1));
        assertThat(tasks.areDone(0)).isTrue();
        assertThat(tasks.areDone(2)).isFalse();

        looks("a", 1, 0);
        looks("b", 1, 1);
        assertThat(tasks.areDone(2)).as("another worker").isFalse();
        looks("a", 1, 1);
        assertThat(tasks.areDone(2)).isTrue();
        assertThat(tasks.seen()).hasSize(2);
    }

    @Test
    void unfinishedTasksOfLostReadersAreRemovedWithTheirReports() {
        tasks.assign(List.of(0, 1, 2, 3), List.of("a", "b"), 1);
        tasks.onReport(done(1, 0));
        tasks.onReport(done(1, 2));
        looks("a", 1, 0);
        tasks.onReport(done(2, 1));
        looks("b", 2, 0);

        assertThat(tasks.removeLost(List.of("a", "b"), 1)).isFalse();
        assertThat(tasks.removeLost(List.of(), 1)).isTrue();

        assertThat(tasks.all()).containsExactly(new Task(1, "a", List.of(0, 2)));
        assertThat(tasks.found()).containsOnlyKeys(0, 2);
        assertThat(tasks.seen()).hasSize(1);
        assertThat(tasks.removeLost(List.of(), 1)).isFalse();
    }

    @Test
    void lostReadersAreCountedUntilMorePartitionsAreDoneThanEver() {
        tasks.assign(List.of(0, 1), List.of("a", "b"), 0);
        tasks.onReport(done(1, 0));
        tasks.countLostReader();
        tasks.countLostReader();
        tasks.remove(1);
        tasks.assign(List.of(0), List.of("c"), 0);

        tasks.onReport(done(3, 0));
        assertThat(tasks.readersLost()).as("as many as before").isEqualTo(2);

        tasks.onReport(done(2, 1));
        assertThat(tasks.readersLost()).isZero();
    }

    @Test
    void aTaskThatBeganBeforeARangeWasContestedOrHadTroubleIsRemoved() {
        tasks.assign(List.of(0), List.of("a"), 1);
        tasks.assign(List.of(1), List.of("b"), 2);
        tasks.assign(List.of(2), List.of("c"), 2);
        tasks.onReport(Read.of(3, 2).at(4).trouble("no").audited());
        assertThat(tasks.areUntroubled()).isFalse();

        tasks.removeIncomplete(2);

        assertThat(tasks.all()).containsExactly(new Task(2, "b", List.of(1)));
        assertThat(tasks.areUntroubled()).isTrue();
    }

    @Test
    void aReaderHasToReadWhatItHasNotReadOrFailedToRead() {
        tasks.assign(List.of(0, 1, 2), List.of("a"), 0);
        assertThat(tasks.hasToRead(0, 0)).isTrue();
        assertThat(tasks.hasToRead(3, 0)).as("in no task").isFalse();

        tasks.onReport(at(1, 0, 10));
        assertThat(tasks.hasToRead(0, 9)).isFalse();
        assertThat(tasks.hasToRead(0, 10)).isTrue();

        tasks.onReport(done(1, 1));
        assertThat(tasks.hasToRead(1, 10)).isFalse();

        tasks.onReport(Read.of(1, 2).at(5).trouble("no").audited());
        assertThat(tasks.hasToRead(2, 5)).isTrue();
    }

    @Test
    void progressIsTheFractionOfTheOffsets() {
        assertThat(tasks.progress(List.of(), List.of())).isEqualTo(1);
        tasks.assign(List.of(0, 1), List.of("a"), 0);
        List<Long> from = List.of(100L, 0L);
        List<Long> until = List.of(200L, 300L);
        assertThat(tasks.progress(from, until)).isZero();

        tasks.onReport(at(1, 0, 50));
        assertThat(tasks.progress(from, until)).as("before the first offset").isZero();
        tasks.onReport(at(1, 0, 150));
        assertThat(tasks.progress(from, until)).isEqualTo(50 / 400.0);
        tasks.onReport(done(1, 1));
        assertThat(tasks.progress(from, until)).isEqualTo(350 / 400.0);
        tasks.onReport(at(1, 0, 900));
        assertThat(tasks.progress(from, until)).isEqualTo(1);
    }
}
