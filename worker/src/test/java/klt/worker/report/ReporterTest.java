package klt.worker.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.worker.clock.BusTime;
import klt.worker.process.ProcessMeter;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ReporterTest {

    private static final Duration SHORT = Duration.ofMillis(1);

    @Test
    void leavesTheWritingToItsThreadEvenWhenThatIsLate() throws Exception {
        BusTime busTime = new BusTime(System::nanoTime, InstantSource.system());
        StatusWriter status = new StatusWriter("w1.1", "klt-status", () -> 1, busTime, System::nanoTime);
        SlowProducer producer = new SlowProducer();
        status.open(producer, true);
        Reporter reporter = new Reporter(
                new WorkerInfo("w1", "host", "1", 1, 1),
                new ProcessVitals(new ProcessMeter()),
                busTime,
                status,
                () -> 1,
                harvest -> {},
                System::nanoTime);
        reporter.start();
        producer.entered.await();

        reporter.close("asked to end", SHORT);
        producer.free.countDown();

        producer.closed.await();
        assertThat(producer.threads).containsExactly("report");
    }

    /** Blocks in {@code send()} until it is released, and accepts nothing. */
    private static final class SlowProducer extends MockProducer<byte[], byte[]> {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch free = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);
        private final Set<String> threads = ConcurrentHashMap.newKeySet();

        private SlowProducer() {
            super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // a lock would hide a second thread
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            threads.add(Thread.currentThread().getName());
            entered.countDown();
            try {
                free.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            throw new TimeoutException("the leader is not known");
        }

        @Override
        public void close(Duration timeout) {
            threads.add(Thread.currentThread().getName());
            closed.countDown();
        }
    }
}
