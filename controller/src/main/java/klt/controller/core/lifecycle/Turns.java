package klt.controller.core.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import klt.common.protocol.RunPhase;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.run.Command;

/** Decides when queued runs begin: in order of submission, as long as fewer runs than the maximum are loading Kafka. */
public final class Turns {

    private final Collection<RunMachine> machines;
    private final int concurrentRunsMax;

    /** @param machines a live view of the runs that have not ended, in order of submission */
    public Turns(Collection<RunMachine> machines, int concurrentRunsMax) {
        this.machines = machines;
        this.concurrentRunsMax = concurrentRunsMax;
    }

    /** Prepares the runs whose turn it is. */
    public List<Command> begin(Fleet fleet, Instant now) {
        long busy = machines.stream()
                .map(machine -> machine.run().phase())
                .filter(phase -> phase != RunPhase.QUEUED && !phase.isEnded())
                .count();
        List<Command> commands = new ArrayList<>();
        for (RunMachine machine : List.copyOf(machines)) {
            if (busy >= concurrentRunsMax) {
                break;
            }
            if (machine.run().phase() == RunPhase.QUEUED) {
                commands.addAll(machine.tryPrepare(fleet, now));
                busy++;
            }
        }
        return commands;
    }

    /** @param all whether to also update what runs are waiting for if their phase has not changed */
    public void noteWaits(boolean all, Fleet fleet, Instant now) {
        int before = 0;
        for (RunMachine machine : machines) {
            machine.noteWait(all, before, fleet, now);
            before++;
        }
    }
}
