package klt.common.protocol.consumers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.random.SplitMix64;
import klt.common.spec.RunSpec.Consumers;

/**
 * Which worker runs which members of the consumer groups. Every process that knows a run's workers computes the same placement, so no
 * message is needed. Each member goes to the worker with the highest random weight among those below their equal share. When workers join
 * or leave, few other members move.
 */
public final class ConsumerPlacement {

    /** One member of one group, both counted from 0. */
    public record MemberSlot(int group, int member) {}

    private ConsumerPlacement() {}

    /**
     * @param workers those of the run, in any order
     * @return the slots of one worker, in order
     */
    public static List<MemberSlot> of(Consumers consumers, List<String> workers, String worker) {
        List<MemberSlot> own = new ArrayList<>();
        Map<String, Integer> taken = new HashMap<>();
        int slots = consumers.groups() * consumers.members();
        int equalPart = workers.isEmpty() ? 0 : Math.ceilDiv(slots, workers.size());
        for (int n = 0; n < slots && equalPart > 0; n++) {
            MemberSlot slot = new MemberSlot(n / consumers.members(), n % consumers.members());
            Optional<String> best = workers.stream()
                    .filter(candidate -> taken.getOrDefault(candidate, 0) < equalPart)
                    .max((a, b) -> {
                        int byWeight = Long.compareUnsigned(weight(slot, a), weight(slot, b));
                        return byWeight == 0 ? a.compareTo(b) : byWeight;
                    });
            best.ifPresent(holder -> {
                taken.merge(holder, 1, Integer::sum);
                if (holder.equals(worker)) {
                    own.add(slot);
                }
            });
        }
        return own;
    }

    /** A well-mixed number, the same on every machine. */
    private static long weight(MemberSlot slot, String worker) {
        return SplitMix64.mix(worker.hashCode() * SplitMix64.GAMMA + slot.group() * 1_000_003L + slot.member());
    }
}
