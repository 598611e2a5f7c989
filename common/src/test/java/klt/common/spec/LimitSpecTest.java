package klt.common.spec;

import static klt.common.spec.Specs.valid;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import klt.common.spec.limit.Limits;
import klt.common.spec.load.Extent;
import klt.common.spec.load.LimitSettings;
import klt.common.spec.objective.Objective;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitSpecTest {

    @Test
    void aSearchNeedsNothingButItsKind() {
        RunSpec spec = valid("kind: limit");

        assertThat(spec.load().search())
                .contains(new LimitSettings(
                        1_000, Limits.RATE_MAX, 0.03, Duration.ofSeconds(10), 6, 0.2, Duration.ofMinutes(5)));
        assertThat(spec.load().extent()).isEqualTo(new Extent.Timed(Duration.ofHours(1)));
        assertThat(spec.load().warmup()).isEqualTo(Duration.ofSeconds(10));
        assertThat(spec.objectives()).extracting(Objective::expression).containsExactly("errors<1%", "rate>=99%");
    }

    @Test
    void everySettingIsReadAndWritten() {
        RunSpec spec = valid("""
                kind: limit
                duration: 30m
                objectives: [response.p99<20ms]
                limit: {from: 2k, to: 50k, width: 0.1, window: 5s, windows: 4, tolerance: 0.25, hold: 1m}
                """);

        assertThat(spec.load().search())
                .contains(new LimitSettings(2_000, 50_000, 0.1, Duration.ofSeconds(5), 4, 0.25, Duration.ofMinutes(1)));
        assertThat(RunSpec.fromJson(spec.toJson())).isEqualTo(spec);
    }

    @Test
    void aGivenLoadIsNoSearch() {
        RunSpec spec = valid("{messages: 10, kind: load}");

        assertThat(spec.load().search()).isEqualTo(Optional.empty());
        assertThat(RunSpec.fromJson(spec.toJson())).isEqualTo(spec);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{kind: limit, messages: 10}                            | messages",
                "{kind: limit, rate: 10}                                | rate",
                "{kind: limit, load: {stages: '1m:10'}}                 | load.stages",
                "{messages: 10, limit: {from: 10}}                      | limit.from",
                "{kind: limit, limit: {from: 20, to: 10}}               | limit.from",
                "{kind: limit, limit: {window: 1500ms}}                 | limit.window",
                "{kind: limit, limit: {windows: 1}}                     | limit.windows",
                "{kind: limit, limit: {width: 3}}                       | limit.width",
                "{kind: limit, objectives: []}                          | objectives",
                "{kind: limit, objectives: ['rate>=9900']}              | objectives[0]",
                "{kind: limit, consumers: {groups: 1}, objectives: ['lag<10']} | objectives[0]",
                "{kind: limit, topic: t, objectives: ['response[t].p99<1s']} | objectives[0]",
                "{kind: limit, consumers: {groups: 1}, objectives: ['catchUp<10s']} | objectives[0]",
                "{kind: limit, consumers: {groups: 1}, objectives: ['rebalance<5s']} | objectives[0]",
                "{kind: limit, consumers: {groups: 1, backlog: true}}   | consumers.backlog",
                "{kind: limit, limit: {from: 0.9}}                      | limit.from",
                "{kind: limit, limit: {hold: 500ms}}                    | limit.hold",
                "{kind: limit, duration: 5m}                            | limit.hold",
                "{kind: limit, abortAfter: 10s}                         | abortAfter",
                "{kind: search}                                         | kind",
            })
    void whatASearchCannotHaveIsRefused(String yaml, String field) {
        assertThat(Specs.wrongFields(yaml)).contains(field);
    }
}
