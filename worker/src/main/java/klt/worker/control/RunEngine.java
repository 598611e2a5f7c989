package klt.worker.control;

import java.util.Optional;
import klt.common.protocol.Plan;
import klt.common.protocol.RunProgress.Failure;
import klt.common.protocol.StatusRecord.RunState;
import klt.worker.core.Lifecycle.Command.StartSending;
import klt.worker.core.Lifecycle.SendAssignment;

/** Executes one run on this worker and reports on it. All methods return immediately. Control loop thread only. */
public interface RunEngine {

    void prepare(Plan plan);

    void startSending(StartSending order);

    void changeAssignment(SendAssignment assignment);

    /** Called when the controller reports that the topic has at least this many partitions. */
    void partitions(int known);

    /** Stops sending before the next message, and waits for the acks. */
    void stop();

    /** Stops waiting for acks; messages without one become indeterminate. */
    void abort();

    /** Sets the desired state's revision to include in the next reports. */
    void toRevision(long revision);

    /** @param failure why the run failed on this worker, if it did */
    void toState(RunState state, Optional<Failure> failure);

    /** Called when the run has ended. Only a few more reports will include it. */
    void forget();
}
