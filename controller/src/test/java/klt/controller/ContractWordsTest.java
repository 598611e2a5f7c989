package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import klt.common.cron.MissedStart;
import klt.common.cron.Overlap;
import klt.common.protocol.RunPhase;
import klt.common.report.AuditResult;
import klt.common.report.RunWorker;
import klt.common.spec.RunSpec;
import klt.common.spec.RunSpec.ControllerLossPolicy;
import klt.controller.core.history.RunLog;
import klt.controller.report.FleetView;
import klt.controller.report.Pod;
import klt.controller.report.Scaling;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code openapi.yaml} lists every keyword that a response can contain. */
class ContractWordsTest {

    private final JsonNode schemas = new YAMLMapper()
            .readTree(ContractWordsTest.class.getResourceAsStream("/openapi.yaml"))
            .at("/components/schemas");

    private List<String> words(String pointer) {
        List<String> words = new ArrayList<>();
        schemas.at(pointer + "/enum").forEach(word -> words.add(word.stringValue()));
        return words;
    }

    private static List<String> names(Enum<?>[] values) {
        return Stream.of(values).map(Enum::name).toList();
    }

    @Test
    void everyKindOfEventPhaseAndState() {
        assertThat(words("/RunEvent/properties/kind")).isEqualTo(names(RunLog.Kind.values()));
        assertThat(words("/Phase")).isEqualTo(names(RunPhase.values()));
        assertThat(words("/RunWorker/properties/state")).isEqualTo(names(RunWorker.State.values()));
        assertThat(words("/FleetWorker/properties/state")).isEqualTo(names(FleetView.WorkerState.values()));
        assertThat(words("/Pod/properties/phase")).isEqualTo(names(Pod.Phase.values()));
        assertThat(words("/Schedule/properties/lastMissed/properties/reason"))
                .isEqualTo(names(MissedStart.Reason.values()));
        assertThat(words("/Overlap"))
                .isEqualTo(Stream.of(Overlap.values())
                        .map(overlap -> overlap.name().toLowerCase(Locale.ROOT))
                        .toList());
        assertThat(words("/Replicas/properties/runner")).isEqualTo(names(Scaling.Runner.values()));
    }

    @Test
    void everyChoiceOfWhatWorkersDoWithoutAController() {
        List<String> choices = Stream.of(ControllerLossPolicy.values())
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .toList();

        assertThat(words("/SpecInput/properties/workers/properties/lapse")).isEqualTo(choices);
        assertThat(words("/Spec/properties/workers/properties/lapse")).isEqualTo(choices);
    }

    @Test
    void everyChoiceOfVerificationAndEveryKindOfFinding() {
        List<String> choices = Stream.of(RunSpec.Verification.values())
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .toList();

        assertThat(words("/SpecInput/properties/verification")).isEqualTo(choices);
        assertThat(words("/Spec/properties/verification")).isEqualTo(choices);
        assertThat(words("/Findings/properties/samples/items/properties/kind"))
                .isEqualTo(names(AuditResult.Kind.values()));
    }
}
