package klt.controller.core.shards;

import java.util.List;
import java.util.Optional;
import klt.common.protocol.Grant;
import klt.common.protocol.StatusRecord.GrantProgress;

/** A grant that has not been closed, and its worker's progress. */
final class OpenGrant {
    /**
     * Sequences of a closed grant that its worker may have sent and that are also part of another grant.
     *
     * @param epoch the closed grant's epoch
     */
    record Overlap(List<Integer> shards, long from, long until, int epoch) {}

    /**
     * Sequences granted to a worker that did not send them.
     *
     * @param from the first sequence
     */
    record Orphaned(String worker, List<Integer> shards, long from) {}

    private Grant grant;
    private Optional<GrantProgress> progress = Optional.empty();

    OpenGrant(Grant grant) {
        this.grant = grant;
    }

    Grant grant() {
        return grant;
    }

    void endAt(long sequence) {
        grant = grant.endingAt(sequence);
    }

    void onProgress(GrantProgress report) {
        progress = Optional.of(report);
    }

    /** Returns the grant's end, or {@link GrantBook#ENDLESS} if it is endless or was ended immediately. */
    long end() {
        return grant.until().filter(until -> until > grant.from()).orElse(GrantBook.ENDLESS);
    }

    boolean isEndless() {
        return grant.until().isEmpty();
    }

    long position() {
        return Math.max(grant.from(), progress.map(GrantProgress::position).orElse(0L));
    }

    long completedBelow() {
        return Math.max(
                grant.from(), progress.map(GrantProgress::completedBelow).orElse(0L));
    }

    boolean isStopped() {
        return progress.map(GrantProgress::stopped).orElse(false);
    }

    boolean isOver() {
        return progress.filter(GrantProgress::isOver).isPresent();
    }

    /** Returns the number of messages sent beyond the end that are also in their shard's next grant. */
    long sentBeyondEnd(long below, int shardCount) {
        return grant.messagesBetween(end(), below, shardCount);
    }

    /** Returns whether the controller ended the grant at its worker's position, which happens only at rate max. */
    boolean isEndedAtOnce() {
        return grant.until().filter(until -> until == grant.from()).isPresent();
    }

    Orphaned orphaned() {
        return new Orphaned(grant.worker(), grant.shards(), position());
    }

    GrantBook.Piece rest(long from) {
        return new GrantBook.Piece(grant.shards(), from, end());
    }
}
