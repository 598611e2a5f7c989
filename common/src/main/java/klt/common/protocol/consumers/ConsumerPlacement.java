package klt.common.protocol.consumers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.random.SplitMix64;
import klt.common.spec.consumers.Consumers;

/**
 * Determines which worker runs which consumer group members. Every process that knows a run's workers computes the same placement, so no
 * message is needed. Uses rendezvous hashing: each member goes to the worker with the highest random weight among those below their equal
 * share of members. When workers join or leave, few other members move.
 */
public final class ConsumerPlacement {

    /** One member of one group; both are numbered from 0. */
    public record MemberSlot(int group, int member) {}

    private ConsumerPlacement() {}

    /**
     * @param workers the run's workers, in any order
     * @return the members that the worker runs, in order
     */
    public static List<MemberSlot> of(Consumers consumers, List<String> workers, String worker) {
        List<MemberSlot> own = new ArrayList<>();
        Map<String, Integer> taken = new HashMap<>();
        List<MemberSlot> slots = slots(consumers);
        int equalPart = workers.isEmpty() ? 0 : Math.ceilDiv(slots.size(), workers.size());
        for (MemberSlot slot : slots) {
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

    private static List<MemberSlot> slots(Consumers consumers) {
        List<MemberSlot> slots = new ArrayList<>();
        for (int group = 0; group < consumers.groups().size(); group++) {
            for (int member = 0; member < consumers.groups().get(group).members(); member++) {
                slots.add(new MemberSlot(group, member));
            }
        }
        return slots;
    }

    /** Computes a hash that is the same on every machine. */
    private static long weight(MemberSlot slot, String worker) {
        return SplitMix64.mix(worker.hashCode() * SplitMix64.GAMMA + slot.group() * 1_000_003L + slot.member());
    }
}
