package klt.controller.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import klt.controller.core.CoreHarness;
import klt.controller.core.history.RunLog;
import org.junit.jupiter.api.Test;

class AnnotationsTest {

    private static final String SPEC = "{messages: 1000, rate: 10}";

    private final CoreHarness harness = new CoreHarness();

    private Reply annotate(String run, String text) {
        return harness.on(new Event.Annotated(run, text));
    }

    private List<String> annotations() {
        return annotations(harness, "r");
    }

    private static List<String> annotations(CoreHarness harness, String run) {
        return harness.run(run).log().entries().stream()
                .filter(entry -> entry.kind() == RunLog.Kind.ANNOTATION)
                .map(RunLog.Entry::message)
                .toList();
    }

    @Test
    void anAnnotationIsAnEventAndStoredAtOnce() {
        harness.running("r", SPEC, "a");
        harness.forgetCommands();

        assertThat(annotate("r", "restarted {broker} [2]")).isEqualTo(new Reply.Accepted());

        assertThat(annotations()).containsExactly("restarted {broker} [2]");
        assertThat(harness.commanded(Command.Store.class)).hasSize(1);
    }

    @Test
    void aQueuedRunCanBeAnnotatedToo() {
        harness.submit("r", SPEC);

        assertThat(annotate("r", "waiting for a window")).isEqualTo(new Reply.Accepted());

        assertThat(annotations()).containsExactly("waiting for a window");
    }

    @Test
    void annotationsRemainAfterATakeover() {
        harness.running("r", SPEC, "a");
        harness.submit("queued", SPEC);
        annotate("r", "restarted");
        annotate("queued", "waits");

        CoreHarness next = harness.successor();

        assertThat(annotations(next, "r")).containsExactly("restarted");
        assertThat(annotations(next, "queued")).containsExactly("waits");
    }

    @Test
    void aRunThatHasEndedOrNeverWasCannotBeAnnotated() {
        harness.submit("r", SPEC);
        harness.on(new Event.StopRequested("r"));

        assertThat(annotate("r", "late")).isEqualTo(new Reply.NotFound("r"));
        assertThat(annotate("never", "x")).isEqualTo(new Reply.NotFound("never"));
    }

    @Test
    void theNumberOfAnnotationsIsLimited() {
        harness.running("r", SPEC, "a");
        for (int i = 0; i < Annotations.COUNT_MAX; i++) {
            assertThat(annotate("r", "remark " + i)).isEqualTo(new Reply.Accepted());
        }

        assertThat(annotate("r", "one more"))
                .isEqualTo(new Reply.Refused("the run has 100 annotations, which is the limit"));
        assertThat(annotations()).hasSize(Annotations.COUNT_MAX);
    }
}
