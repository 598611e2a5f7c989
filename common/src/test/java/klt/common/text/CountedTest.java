package klt.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountedTest {

    @Test
    void onlyOneIsSingular() {
        assertThat(Counted.of(0, "worker")).isEqualTo("0 workers");
        assertThat(Counted.of(1, "worker")).isEqualTo("1 worker");
        assertThat(Counted.of(2, "worker")).isEqualTo("2 workers");
        assertThat(Counted.noun(1, "error")).isEqualTo("error");
        assertThat(Counted.noun(1_000, "error")).isEqualTo("errors");
    }
}
