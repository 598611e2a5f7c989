package klt.worker.warmup;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import klt.common.clock.Ticker;
import klt.common.protocol.Consumed;
import klt.common.protocol.Plan;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.common.spec.RunSpec;
import klt.common.spec.consumers.Group;
import klt.common.spec.consumers.GroupProtocol;
import klt.common.spec.load.StageSizes;
import klt.common.spec.message.Keys;
import klt.common.spec.message.Partitioning;
import klt.common.spec.message.RegistrySchema;
import klt.common.spec.message.Values;
import klt.common.spec.message.template.Template;
import klt.worker.clock.BusTime;
import klt.worker.consume.WarmUpMember;
import klt.worker.core.Reason;
import klt.worker.produce.RunMeter;
import klt.worker.produce.WarmUp;
import klt.worker.produce.WarmUpSender;
import klt.worker.produce.payload.Payloads;
import klt.worker.report.WarmUpReport;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends, reports and reads messages within this process, so that classes are loaded and compiled before a run measures anything. Warms up
 * once per kind of run, because runs of the same kind take the same code paths.
 */
public final class LoopbackWarmUp implements WarmUp {

    /** Maximum number of messages; the C2 compiler compiles code after a few thousand calls. */
    private static final int MESSAGES_MAX = 20_000;

    private static final long BYTES_MAX = 16L << 20;
    private static final int PARTITIONS_MAX = 16;

    /** Messages per slice; a report is created for each slice, as for each second of a run. */
    private static final int SLICE_MESSAGES = 500;

    /** Time limit, so that a container with a small CPU share is ready in time, even if it is less warm. */
    static final Duration TIME_MAX = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(LoopbackWarmUp.class);

    private final WorkerInfo info;
    private final BusTime busTime;
    private final Ticker ticker;
    private final Set<Kind> warm = ConcurrentHashMap.newKeySet();

    private record Kind(
            Set<?> values,
            Keys.Kind key,
            Partitioning.Kind partitioning,
            boolean header,
            boolean paced,
            String compression,
            Optional<GroupProtocol> protocol) {

        static Kind of(RunSpec spec) {
            return new Kind(
                    code(spec),
                    spec.message().keys().kind(),
                    spec.message().partitioning().kind(),
                    spec.carriesHeader(),
                    !spec.load().isMax(),
                    spec.producer().compression(),
                    warmedUp(spec).map(Group::protocol));
        }
    }

    /**
     * Returns what determines the code used to write values: runs whose values have the same classes, or the same schema, use the same
     * code.
     */
    private static Set<?> code(RunSpec spec) {
        return switch (spec.message().payload().values()) {
            case Values.Json json -> code(json, spec);
            case Values.Raw raw -> code(raw, spec);
            case Values.Templated(Template template) ->
                template.parts().stream().map(Object::getClass).collect(Collectors.toUnmodifiableSet());
            case Values.Samples samples -> Set.of(Values.Samples.class);
            case Values.Hex hex -> Set.of(Values.Hex.class);
            case Values.OfSchema(RegistrySchema schema) -> Set.of(schema);
        };
    }

    private static Set<?> code(Values values, RunSpec spec) {
        Set<Object> code = new HashSet<>();
        code.add(values.getClass());
        StageSizes sizes =
                spec.message().payload().stageSizes(spec.load(), List.of()).orElseThrow();
        sizes.distinct().forEach(each -> code.add(each.getClass()));
        code.add(sizes.distinct().size() == 1);
        return code;
    }

    /** The results of a pass. */
    record Done(long sent, long acked, long read, long foreign) {

        static final Done NOTHING = new Done(0, 0, 0, 0);

        Done withRead(Consumed consumed) {
            return new Done(
                    sent,
                    acked,
                    consumed.records().received(),
                    consumed.records().foreign());
        }
    }

    public LoopbackWarmUp(WorkerInfo info, BusTime busTime, Ticker ticker) {
        this.info = info;
        this.busTime = busTime;
        this.ticker = ticker;
    }

    @Override
    public void of(String run, Plan plan, Payloads payloads) throws InterruptedException {
        if (!warm.add(Kind.of(plan.spec()))) {
            return;
        }
        long begin = ticker.nanos();
        Done done = pass(run, plan, payloads, begin + TIME_MAX.toNanos());
        LOG.debug("the warm-up took {} ms: {}", TimeUnit.NANOSECONDS.toMillis(ticker.nanos() - begin), done);
    }

    /** @param deadlineNanos ticker time */
    Done pass(String run, Plan plan, Payloads payloads, long deadlineNanos) throws InterruptedException {
        RunSpec spec = plan.spec();
        int partitions = Math.max(
                Math.min(spec.topic().partitions(), PARTITIONS_MAX),
                spec.message().partitioning().partitionsMin());
        try (LoopbackBroker broker = LoopbackBroker.start(partitions)) {
            Done sent = send(run, plan, payloads, broker, partitions, deadlineNanos);
            return warmedUp(spec)
                    .map(group -> sent.withRead(read(run, spec, group, broker, deadlineNanos)))
                    .orElse(sent);
        } catch (InterruptException e) {
            var unused = Thread.interrupted();
            throw new InterruptedException();
        } catch (IOException | KafkaException e) {
            LOG.warn("the warm-up ended early; the run may begin slowly: {}", Reason.of(e));
            return Done.NOTHING;
        }
    }

    /**
     * Returns the group with whose settings to warm up consumers: the first one that is not a share group, because the loopback broker does
     * not support that protocol.
     */
    private static Optional<Group> warmedUp(RunSpec spec) {
        return spec.consumers().groups().stream()
                .filter(group -> group.protocol() != GroupProtocol.SHARE)
                .findFirst();
    }

    private Done send(
            String run, Plan plan, Payloads payloads, LoopbackBroker broker, int partitions, long deadlineNanos) {
        long messages = Math.min(MESSAGES_MAX, (long) (BYTES_MAX / Math.max(1, payloads.bytesAverage())));
        WarmUpReport report = new WarmUpReport(run, info, busTime);
        long sent = 0;
        long acked = 0;
        try (WarmUpSender sender = new WarmUpSender(
                run, plan, payloads, messages, info.name(), broker.address(), partitions, busTime, ticker)) {
            while (sent < messages && ticker.nanos() - deadlineNanos < 0) {
                int slice = (int) Math.min(SLICE_MESSAGES, messages - sent);
                RunMeter meter = sender.send(slice);
                report.reportSending(meter, ticker.nanos());
                sent += slice;
                acked += meter.totals(busTime::toBus).acked();
            }
        }
        return new Done(sent, acked, 0, 0);
    }

    private Consumed read(String run, RunSpec spec, Group group, LoopbackBroker broker, long deadlineNanos) {
        WarmUpMember member =
                new WarmUpMember(run, spec, group, broker.address(), broker.keptEnds(), deadlineNanos, busTime, ticker);
        member.read();
        Consumed consumed = member.consumed();
        new WarmUpReport(run, info, busTime).code(consumed);
        return consumed;
    }
}
