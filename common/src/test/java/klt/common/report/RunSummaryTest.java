package klt.common.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class RunSummaryTest {

    private static final RunSummary RUN = JsonMapper.shared().readValue("""
            {
              "id": "r-1", "name": "Steady", "tags": {"branch": "main", "build": "x=y"}, "topic": "orders", "kind": "load",
              "phase": "DONE", "reason": null, "createdAt": "2026-01-11T12:34:00Z", "startedAt": null, "endedAt": null,
              "verdict": {"objectives": "PASS", "integrity": "INTACT", "validity": "VALID", "reasons": []},
              "targetRate": null, "achievedRate": null, "planned": 10, "acked": 10, "errors": 0, "repaired": 0,
              "responseP99": 1, "sparkline": []
            }
            """, RunSummary.class);

    @Test
    void aTagIsItsNameOrItsNameWithItsValue() {
        assertThat(RUN.hasTag("branch")).isTrue();
        assertThat(RUN.hasTag("branch=main")).isTrue();
        assertThat(RUN.hasTag("build=x=y")).isTrue();
        assertThat(RUN.hasTag("branch=mai")).isFalse();
        assertThat(RUN.hasTag("branch=")).isFalse();
        assertThat(RUN.hasTag("main")).isFalse();
        assertThat(RUN.hasTag("")).isFalse();
    }

    @Test
    void aSearchCoversIdNameTopicAndTags() {
        assertThat(RUN.mentions("R-1")).isTrue();
        assertThat(RUN.mentions("stead")).isTrue();
        assertThat(RUN.mentions("ORDERS")).isTrue();
        assertThat(RUN.mentions("branch=MAIN")).isTrue();
        assertThat(RUN.mentions("other")).isFalse();
    }
}
