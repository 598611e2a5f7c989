package klt.worker.control;

import java.util.Optional;
import klt.common.protocol.Plan;
import klt.common.protocol.RunProgress.Failure;
import klt.common.protocol.StatusRecord.RunState;
import klt.worker.core.Lifecycle.Command.StartSending;
import klt.worker.core.Lifecycle.SendAssignment;

/** Executes one run on this worker and reports on it. All methods return immediately, and are called by the control loop's thread. */
public interface RunEngine {

    void prepare(Plan plan);

    void startSending(StartSending order);

    void changeAssignment(SendAssignment assignment);

    /** Called when the controller reports that the topic has at least this many partitions. */
    void partitions(int known);

    /** Stops sending before the next message, and waits for the acks. */
    void stop();

    /** Stops waiting for acks: messages without one become indeterminate. */
    void abort();

    /** Sets the revision of the desired state that the next reports contain. */
    void toRevision(long revision);

    /** @param failure why the run failed here; empty if it did not fail */
    void toState(RunState state, Optional<Failure> failure);

    /** Called when the run has ended; only a few more reports will include it. */
    void forget();
}
