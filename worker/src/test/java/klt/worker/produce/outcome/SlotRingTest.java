package klt.worker.produce.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SlotRingTest {

    private final SlotRing ring = new SlotRing(new AckRecorder(() -> 0, new ErrorTable(), error -> {}, 1, 1)
            .producers()
            .getFirst());

    @Test
    void makesASlotWhenNoneWasGivenBack() {
        assertThat(ring.take()).isNotNull().isNotSameAs(ring.take());
    }

    @Test
    void handsOutInOrderWhatWasGivenBack() {
        SendSlot first = ring.take();
        SendSlot second = ring.take();
        ring.give(first);
        ring.give(second);
        assertThat(ring.take()).isSameAs(first);
        assertThat(ring.take()).isSameAs(second);
        assertThat(ring.take()).isNotSameAs(first).isNotSameAs(second);
    }

    @Test
    void letsGoOfWhatDoesNotFit() {
        SendSlot[] slots = new SendSlot[SlotRing.CAPACITY + 1];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = ring.take();
        }
        for (SendSlot slot : slots) {
            ring.give(slot);
        }
        for (int i = 0; i < SlotRing.CAPACITY; i++) {
            assertThat(ring.take()).isSameAs(slots[i]);
        }
        assertThat(ring.take()).isNotSameAs(slots[SlotRing.CAPACITY]);
    }

    @Test
    void aSlotIsNeverInTwoHands() throws InterruptedException {
        ConcurrentLinkedQueue<SendSlot> inFlight = new ConcurrentLinkedQueue<>();
        Set<SendSlot> held = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        AtomicBoolean done = new AtomicBoolean();
        Thread giver = Thread.ofPlatform().start(() -> {
            while (!done.get() || !inFlight.isEmpty()) {
                SendSlot slot = inFlight.poll();
                if (slot != null) {
                    held.remove(slot);
                    ring.give(slot);
                }
            }
        });

        int twice = 0;
        for (int i = 0; i < 300_000; i++) {
            SendSlot slot = ring.take();
            twice += held.add(slot) ? 0 : 1;
            inFlight.add(slot);
        }
        done.set(true);
        giver.join();

        assertThat(twice).isZero();
    }
}
