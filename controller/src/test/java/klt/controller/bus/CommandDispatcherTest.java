package klt.controller.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import klt.common.kafka.TopicRecord;
import klt.common.protocol.ControlRecord.Tick;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.ControlKey;
import klt.common.spec.sweep.SweepReader;
import klt.common.spec.sweep.SweepResult;
import klt.common.spec.sweep.SweepSpec;
import klt.controller.admin.TargetAdmin;
import klt.controller.core.ControllerCore;
import klt.controller.core.CoreHarness;
import klt.controller.core.notice.Notice;
import klt.controller.core.notice.Notices;
import klt.controller.core.run.Command;
import klt.controller.core.run.Step;
import klt.controller.core.run.Sweep;
import klt.controller.loop.CoreExecutor;
import klt.controller.loop.CoreListener;
import klt.controller.loop.CoreRuntime;
import klt.controller.loop.EventLoop;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;
import org.apache.kafka.common.errors.DisconnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is written in one term, and again in the next. */
class CommandDispatcherTest {

    private static final SweepSpec SPEC = ((SweepResult.Valid) SweepReader.readYaml(
                    "{kind: sweep, messages: 10, sweep: {values: {producer.acks: [1, all]}, repeats: 10}}", 1_000))
            .sweep();

    private record Sent(TopicRecord record, TopicWriter.Ack ack) {

        String key() {
            return record.key();
        }

        byte @Nullable [] value() {
            return record.value();
        }
    }

    private static final TargetAdmin NO_TARGET = new TargetAdmin() {
        @Override
        public void release(String run) {}

        @Override
        public void prepare(Command.PrepareTopics prepare) {}

        @Override
        public void lookAt(Command.LookAtTopics look) {}

        @Override
        public void readEnds(Command.ReadEnds read) {}

        @Override
        public void findTransactions(Command.FindTransactions find) {}

        @Override
        public void deleteTopic(Command.DeleteTopic delete) {}

        @Override
        public void deleteGroups(Command.DeleteGroups delete) {}
    };

    private static final CoreListener NO_LISTENER = new CoreListener() {
        @Override
        public void onStep(ControllerCore core, Step step) {}

        @Override
        public void onFailure(Command command, RuntimeException cause) {
            throw cause;
        }
    };

    /** Runs each task at once; the tasks of this test need no runtime. */
    private static final CoreExecutor AT_ONCE = new CoreExecutor() {
        private final CoreRuntime runtime = new CoreRuntime(
                () -> new ControllerCore(1, spec -> List.of(), new RunStore(), new Notices(false)),
                () -> 0,
                Clock.systemUTC(),
                NO_LISTENER);

        @Override
        public void put(Consumer<CoreRuntime> task) {
            task.accept(runtime);
        }

        @Override
        public void run(Consumer<CoreRuntime> task) {
            task.accept(runtime);
        }
    };

    private final List<Sent> sent = new ArrayList<>();
    private final RunStore store = new RunStore();
    private final Map<String, RunStoreWriter.Unwritten> unwritten = new ConcurrentHashMap<>();
    private final TermWriter writer = new TermWriter(
            (topic, key, value, ack) -> sent.add(new Sent(new TopicRecord(topic, 0, 0, key, value), ack)));
    private final ControlWriter control = new ControlWriter(
            7,
            "controller.a",
            "t-control",
            writer,
            BusCodec.CONTROL,
            new EventLoop(
                    () -> new ControllerCore(1, spec -> List.of(), new RunStore(), new Notices(false)),
                    new Reporter("test")::snapshot,
                    () -> 0,
                    Clock.systemUTC()),
            () -> 0);
    private final CommandDispatcher dispatcher =
            new CommandDispatcher(writer, control, storeWriter(), NO_TARGET, () -> Instant.EPOCH);
    private final CoreHarness harness = new CoreHarness();

    private RunStoreWriter storeWriter() {
        return new RunStoreWriter("t-state", writer, new StoredDocuments(store, new Reporter("test")), unwritten);
    }

    private List<String> keys() {
        return sent.stream().map(Sent::key).toList();
    }

    private static void acknowledge(Sent record) {
        record.ack().onAck(1, null);
    }

    @Test
    void writesNothingAfterItWasClosed() {
        harness.submit("r", "{messages: 1}");
        control.claim();
        dispatcher.execute(new Command.PublishTick(new Tick(List.of())));

        writer.close();
        dispatcher.execute(new Command.PublishTick(new Tick(List.of())));
        dispatcher.execute(new Command.Store(harness.run("r")));
        dispatcher.execute(new Command.Forget("other"));
        control.delete(new ControlKey.Tick(6));
        control.claim();

        assertThat(keys()).containsExactly("7/claim/controller.a", "7/tick");
        assertThat(store.contains("r")).isFalse();
    }

    @Test
    void leavesWithTheTombstoneOfItsTick() {
        control.claim();
        dispatcher.execute(new Command.PublishTick(new Tick(List.of())));

        control.leave();

        assertThat(keys()).containsExactly("7/claim/controller.a", "7/tick", "7/tick");
        assertThat(sent.getLast().value()).isNull();
    }

    @Test
    void repeatsTheNewestRecordOfARunThatKafkaHasNotAcknowledged() {
        harness.submit("r", "{messages: 1}");
        dispatcher.execute(new Command.Store(harness.run("r")));
        dispatcher.execute(new Command.Store(harness.run("r")));
        acknowledge(sent.getFirst());
        sent.getLast().ack().onAck(0, new DisconnectException("the producer is closed"));
        Sent newest = sent.getLast();
        sent.clear();

        storeWriter().repeatUnwritten(AT_ONCE);

        assertThat(keys()).containsExactly("r");
        assertThat(Objects.requireNonNull(sent.getFirst().value())).isEqualTo(newest.value());
        acknowledge(sent.getFirst());
        storeWriter().repeatUnwritten(AT_ONCE);
        assertThat(sent).hasSize(1);
    }

    @Test
    void repeatsATombstoneThatKafkaHasNotAcknowledged() {
        dispatcher.execute(new Command.Forget("r"));
        sent.clear();

        storeWriter().repeatUnwritten(AT_ONCE);

        assertThat(keys()).containsExactly("r");
        assertThat(sent.getFirst().value()).isNull();
    }

    @Test
    void repeatsANoticeBeforeTheEndThatItReports() {
        for (int i = 0; i < 20; i++) {
            String id = "r" + i;
            harness.submit(id, "{messages: 1}");
            dispatcher.execute(new Command.StoreNotice(new Notice(Notice.Kind.RUN_ENDED, id, Instant.EPOCH)));
            dispatcher.execute(new Command.Store(harness.run(id)));
        }
        sent.clear();

        storeWriter().repeatUnwritten(AT_ONCE);

        assertThat(keys().subList(0, 20)).allMatch(key -> key.startsWith("notice/"));
        assertThat(keys().subList(20, 40)).noneMatch(key -> key.startsWith("notice/"));
    }

    /** A sweep with more runs than a hash table returns in order by chance. */
    private List<String> storeSweepThenRuns() {
        dispatcher.execute(new Command.StoreSweep(new Sweep("s-1", SPEC, Instant.EPOCH).started(20)));
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String run = SPEC.run("s-1", i).id();
            harness.submit(run, "{messages: 1}");
            dispatcher.execute(new Command.Store(harness.run(run)));
            keys.add(run);
        }
        sent.clear();
        keys.add(RunDocuments.SWEEP_KEY + "s-1");
        return keys;
    }

    @Test
    void repeatsTheRunsOfASweepBeforeTheSweep() {
        List<String> keys = storeSweepThenRuns();

        storeWriter().repeatUnwritten(AT_ONCE);

        assertThat(keys()).containsExactlyInAnyOrderElementsOf(keys).endsWith(keys.getLast());
    }

    @Test
    void storesTheRunsOfASweepAgainBeforeTheSweep() {
        List<String> keys = storeSweepThenRuns();

        storeWriter().storeAgain(AT_ONCE);

        assertThat(keys()).containsExactlyInAnyOrderElementsOf(keys).endsWith(keys.getLast());
    }
}
