package klt.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServiceTimeTest {

    @Test
    void recordsThatCameTogetherAreDoneOneAfterAnother() {
        ServiceTime service = new ServiceTime(10);

        assertThat(service.doneNanos(1_000)).isEqualTo(11_000);
        service.take(1_000);
        assertThat(service.doneNanos(1_000)).isEqualTo(21_000);
        service.take(1_000);
        assertThat(service.doneNanos(1_000)).isEqualTo(31_000);
    }

    @Test
    void anIdleMemberBeginsWhenTheRecordArrives() {
        ServiceTime service = new ServiceTime(10);
        service.take(1_000);

        assertThat(service.doneNanos(500_000)).isEqualTo(510_000);
    }

    @Test
    void withoutATimeEverythingIsDoneWhenItComes() {
        ServiceTime service = new ServiceTime(0);
        service.take(5);

        assertThat(service.doneNanos(5)).isEqualTo(5);
    }

    @Test
    void tickersMayBeNegativeAndWrapAround() {
        ServiceTime service = new ServiceTime(10);
        assertThat(service.doneNanos(-50_000)).isEqualTo(-40_000);
        service.take(Long.MAX_VALUE);

        assertThat(service.doneNanos(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE + 20_000);
    }
}
