package klt.controller.core.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.spec.sweep.SweepReader;
import klt.common.spec.sweep.SweepResult;
import klt.common.spec.sweep.SweepRun;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Run;
import org.junit.jupiter.api.Test;

class NoticesTest {

    private final CoreHarness harness = new CoreHarness();

    private List<Notice> notices() {
        return harness.commanded(Command.StoreNotice.class).stream()
                .map(Command.StoreNotice::notice)
                .toList();
    }

    @Test
    void theEndOfARunIsNotifiedAndTheNoticeIsStoredFirst() {
        harness.running("r", "{messages: 1, rate: 1}", "a");
        Run run = harness.run("r");
        assertThat(notices()).isEmpty();

        harness.heartbeat(
                "a",
                Progress.of("r", RunState.FINISHED)
                        .acked(1)
                        .lastAckAt(run.startAt().orElseThrow()));

        assertThat(notices())
                .containsExactly(
                        new Notice(Notice.Kind.RUN_ENDED, "r", run.endedAt().orElseThrow()));
        List<Class<?>> stored = harness.commanded(Command.class).stream()
                .<Class<?>>map(Object::getClass)
                .filter(type -> type == Command.StoreNotice.class || type == Command.Store.class)
                .toList();
        assertThat(stored.subList(stored.size() - 2, stored.size()))
                .containsExactly(Command.StoreNotice.class, Command.Store.class);
    }

    @Test
    void aRunThatIsStoppedInTheQueueIsNotifiedToo() {
        harness.submit("r", "{messages: 1}");

        harness.on(new Event.StopRequested("r"));

        assertThat(notices()).extracting(Notice::subject).containsExactly("r");
    }

    @Test
    void aSweepIsNotifiedInsteadOfItsRuns() {
        harness.on(new Event.SweepSubmitted(
                "s-1",
                ((SweepResult.Valid) SweepReader.readYaml(
                                "{kind: sweep, messages: 1, sweep: {values: {rate: [1, 2]}}}", 1_000))
                        .sweep()));

        harness.on(new Event.SweepStopRequested("s-1"));
        harness.tick();

        assertThat(harness.core().runs()).isEmpty();
        assertThat(notices()).hasSize(1).first().satisfies(notice -> {
            assertThat(notice.kind()).isEqualTo(Notice.Kind.SWEEP_ENDED);
            assertThat(notice.subject()).isEqualTo("s-1");
        });
    }

    @Test
    void aRunOfASweepIsNotNotified() {
        String id = new SweepRun("s-1", 2, 1).id();
        harness.submit(id, "{messages: 1}");

        harness.on(new Event.StopRequested(id));

        assertThat(harness.core().runs()).isEmpty();
        assertThat(notices()).isEmpty();
    }

    @Test
    void aSettledNoticeIsDeleted() {
        harness.on(new Event.NoticeSettled("r"));

        assertThat(harness.commanded(Command.ForgetNotice.class)).containsExactly(new Command.ForgetNotice("r"));
    }

    @Test
    void withoutAReceiverThereAreNoNotices() {
        harness.submit("r", "{messages: 1}");
        Run run = harness.run("r");
        harness.on(new Event.StopRequested("r"));
        List<Command> end = List.of(new Command.Store(run));

        assertThat(new Notices(false).announce(end)).isEqualTo(end);
        assertThat(new Notices(true).announce(end)).hasSize(2);
    }
}
