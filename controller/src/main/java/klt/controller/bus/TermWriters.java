package klt.controller.bus;

import java.util.List;
import klt.controller.loop.CoreExecutor;

/**
 * This controller's writers for the term that it has claimed.
 *
 * @param writer the topic writer used by both
 */
record TermWriters(TermWriter writer, ControlWriter control, RunStoreWriter store) {

    /** Creates the writers and claims the term. */
    static TermWriters claim(long term, SessionContext context, BusConnection connection) {
        TermWriter writer = new TermWriter(connection.writer());
        ControlWriter control = new ControlWriter(
                term,
                context.controller(),
                context.topics().control(),
                writer,
                context.controlCodec(),
                context.loop(),
                context.ticker());
        RunStoreWriter store =
                new RunStoreWriter(context.topics().state(), writer, context.documents(), context.unwritten());
        control.claim();
        return new TermWriters(writer, control, store);
    }

    /** Connects the core to Kafka, so that its commands are executed. */
    private void connect(CoreExecutor loop, BusConnection connection) {
        loop.put(runtime -> {
            CommandDispatcher dispatcher =
                    new CommandDispatcher(writer, control, store, connection.targetAdmin(loop::post), runtime::now);
            runtime.connect(dispatcher::execute);
        });
    }

    /** Retires ended runs, and passes the other runs, the sweeps, the schedules and whether all load is stopped to the core. */
    void recover(RecoveredState recovered, CoreExecutor loop, BusConnection connection) {
        connect(loop, connection);
        // their workers wait for the desired state to be deleted
        recovered.orphans().forEach(control::retire);
        recovered.loadStop().ifPresent(loop::post);
        recovered.runs().forEach(loop::post);
        recovered.sweeps().forEach(loop::post);
        recovered.schedules().forEach(loop::post);
    }

    /**
     * Continues with the runs that the core already has. The previous session may have ended before Kafka acknowledged all its records.
     *
     * @param followed runs with a desired state
     * @param stateKept whether the state topic is still the one used by the previous session
     */
    void resume(List<String> followed, boolean stateKept, CoreExecutor loop, BusConnection connection) {
        loop.put(runtime -> {
            // must precede the waiting commands, which are newer
            if (stateKept) {
                store.repeatUnwritten(loop);
            } else {
                store.storeAgain(loop);
            }
            followed.stream().filter(run -> !runtime.isLive(run)).forEach(control::retire);
        });
        connect(loop, connection);
    }
}
