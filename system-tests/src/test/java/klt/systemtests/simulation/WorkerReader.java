package klt.systemtests.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import klt.common.kafka.TopicRecord;
import klt.common.protocol.topics.ControlKey;

/** A worker's reader of the control topic, in which mutants can change what is read. Records the ticks. */
final class WorkerReader extends SimulatedReader {

    private final SimulatedWorker worker;
    private final Mutant mutant;
    private long term;
    private long tickStampMillis;
    private long tickReadAt = -1;

    WorkerReader(SimulatedWorker worker, SimulatedHost host) {
        super(worker.world(), () -> worker.now() < host.controlBlockedUntil());
        this.worker = worker;
        mutant = worker.world().mutant();
    }

    /** The highest term that it has read. */
    long term() {
        return term;
    }

    /** The timestamp of the newest tick. */
    long tickStampMillis() {
        return tickStampMillis;
    }

    /** When the newest tick was read; negative before the first. */
    long tickReadAt() {
        return tickReadAt;
    }

    @Override
    public List<TopicRecord> poll(Duration max) {
        List<TopicRecord> records = super.poll(max);
        records.forEach(this::note);
        return mutant == Mutant.NONE
                ? records
                : records.stream()
                        .map(record -> mutant.readBy(worker, record))
                        .flatMap(Optional::stream)
                        .toList();
    }

    private void note(TopicRecord record) {
        ControlKey key = ControlKey.of(record.key()).orElseThrow();
        if (key instanceof ControlKey.Tick && record.value() != null && key.term() >= term) {
            tickStampMillis = record.stampMillis();
            tickReadAt = worker.now();
        }
        term = Math.max(term, key.term());
    }
}
