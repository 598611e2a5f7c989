package klt.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import klt.common.code.Args;
import klt.common.protocol.EndCode;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodesTest {

    static Stream<String> codes() {
        return Stream.concat(Arrays.stream(ReasonCode.values()), Arrays.stream(EndCode.values()))
                .map(Enum::name);
    }

    @ParameterizedTest
    @MethodSource("codes")
    void everyCodeHasACure(String code) {
        assertThat(Codes.page().cure(code).orElseThrow())
                .isNotBlank()
                .doesNotContain("](")
                .doesNotContain("|");
    }

    @Test
    void aCodeOfANewerVersionHasNone() {
        assertThat(Codes.page().cure("NOVELTY")).isEmpty();
    }

    @Test
    void everyReasonBelongsToOneVerdictAtMost() {
        List<Reason> all = Arrays.stream(ReasonCode.values())
                .map(code -> new Reason(code.name(), Args.NONE, ""))
                .toList();

        assertThat(codes("objectives", all)).containsExactly("OBJECTIVE_MISSED");
        assertThat(codes("validity", all))
                .contains("SEND_LAG", "CONSUMERS_BEHIND")
                .doesNotContain("THROTTLED", "SEND_QUEUE_LONG");
        assertThat(codes("integrity", all)).contains("LOST", "TOO_MANY_FINDINGS");
        assertThat(Stream.of("objectives", "validity", "integrity").flatMap(verdict -> codes(verdict, all).stream()))
                .doesNotHaveDuplicates()
                .hasSize(all.size() - 2);
    }

    private static List<String> codes(String verdict, List<Reason> reasons) {
        return Codes.page().of(verdict, reasons).stream().map(Reason::code).toList();
    }
}
