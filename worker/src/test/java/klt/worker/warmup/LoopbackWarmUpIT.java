package klt.worker.warmup;

import static klt.worker.TestRuns.RUN;
import static klt.worker.TestRuns.payloads;
import static klt.worker.TestRuns.plan;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.ObjectName;
import klt.common.clock.Ticker;
import klt.common.protocol.Plan;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.worker.clock.BusTime;
import klt.worker.warmup.LoopbackWarmUp.Done;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("it looks for what a warm-up leaves in the JVM, and the workers of other tests warm up too")
class LoopbackWarmUpIT {

    private static final long PLENTY_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final Ticker ticker = System::nanoTime;

    private LoopbackWarmUp warmUp(Ticker anyTicker) {
        return new LoopbackWarmUp(
                new WorkerInfo("w1", "host", "1", 1, 1), new BusTime(anyTicker, InstantSource.system()), anyTicker);
    }

    private static void warm(LoopbackWarmUp warmUp, String run, String yaml) throws InterruptedException {
        Plan plan = plan(yaml);
        warmUp.of(run, plan, payloads(plan.spec()));
    }

    private Done pass(String yaml) throws InterruptedException {
        Plan plan = plan(yaml);
        return warmUp(ticker).pass(RUN, plan, payloads(plan.spec()), ticker.nanos() + PLENTY_NANOS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{messages: 10, rate: 5000, payload: {size: 10240}}",
                "{duration: 5s, rate: max, payload: {format: raw, size: 10240}, key: {kind: sequential}}",
                "{messages: 10, verification: after, payload: {size: 10240}, producer: {compression: lz4}}",
                "{messages: 10, payload: {size: 10240}, producer: {acks: 0, idempotence: false}}"
            })
    void sendsThroughKafkasProducerUntilAllIsAcknowledged(String yaml) throws Exception {
        Done done = pass(yaml);

        assertThat(done.sent()).isBetween(1_000L, 2_000L);
        assertThat(done.acked()).isEqualTo(done.sent());
        assertThat(done.read()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void readsThroughKafkasConsumerWhatItHasSent(String protocol) throws Exception {
        Done done = pass("{messages: 10, rate: 5000, payload: {size: 10240}, topic: {name: t, partitions: 6},"
                + " consumers: {groups: 1, members: 3, protocol: " + protocol + "}}");

        assertThat(done.read()).isBetween(100L, done.sent());
        assertThat(done.foreign()).isZero();
    }

    @Test
    void readsNothingForAShareGroup() throws Exception {
        assertThat(pass("{messages: 10, payload: {size: 10240}, consumers: {groups: 1, protocol: share}}")
                        .read())
                .isZero();
    }

    @Test
    void leavesNoThreadAndNoClientBehind() throws Exception {
        pass("{messages: 10, payload: {size: 10240}, consumers: {groups: 1}}");

        assertThat(ManagementFactory.getPlatformMBeanServer()
                        .queryNames(new ObjectName("kafka.*:client-id=warm-up,*"), null))
                .isEmpty();
        long deadline = System.nanoTime() + PLENTY_NANOS;
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().contains("warm-up"))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    @Test
    void isOverWhenItsTimeIs() throws Exception {
        // each reading of the clock takes a tenth of a second
        AtomicInteger looks = new AtomicInteger();
        Ticker slow = () -> looks.incrementAndGet() * TimeUnit.MILLISECONDS.toNanos(100);

        warm(warmUp(slow), RUN, "{messages: 10, rate: max, payload: {size: 1024}}");

        assertThat(looks.get()).isLessThan(20_000);
    }

    @Test
    void warmsEachKindOfRunOnce() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        LoopbackWarmUp warmUp = warmUp(() -> {
            looks.incrementAndGet();
            return System.nanoTime();
        });
        warm(warmUp, RUN, "{messages: 10, payload: {format: raw, size: 20000}}");
        int looksOfFirst = looks.get();

        warm(warmUp, "r-2", "{messages: 20, payload: {format: raw, size: 30000}}");
        assertThat(looks.get()).isEqualTo(looksOfFirst);
        warm(warmUp, "r-3", "{messages: 20, payload: {format: json, size: 20000}}");
        assertThat(looks.get()).isGreaterThan(looksOfFirst);
    }
}
