package klt.controller.bus;

import java.time.Instant;
import java.util.function.Supplier;
import klt.controller.admin.TargetAdmin;
import klt.controller.core.run.Command;

/** Passes the core's commands in one term to the classes that execute them. Event-loop thread only. */
final class CommandDispatcher {

    private final TermWriter writer;
    private final ControlWriter control;
    private final RunStoreWriter store;
    private final TargetAdmin target;
    private final Supplier<Instant> busTime;

    CommandDispatcher(
            TermWriter writer,
            ControlWriter control,
            RunStoreWriter store,
            TargetAdmin target,
            Supplier<Instant> busTime) {
        this.writer = writer;
        this.control = control;
        this.store = store;
        this.target = target;
        this.busTime = busTime;
    }

    void execute(Command command) {
        if (writer.isClosed()) {
            return;
        }
        switch (command) {
            case Command.PublishTick publish -> {
                control.tick(publish.tick());
                store.onTick(busTime.get());
            }
            case Command.PublishRun publish -> control.assign(publish.run());
            case Command.RetireRun retire -> {
                control.retire(retire.run());
                target.release(retire.run());
            }
            case Command.PrepareTopics prepare -> target.prepare(prepare);
            case Command.LookAtTopics look -> target.lookAt(look);
            case Command.ReadEnds read -> target.readEnds(read);
            case Command.FindTransactions find -> target.findTransactions(find);
            case Command.DeleteTopic delete -> target.deleteTopic(delete);
            case Command.DeleteGroups delete -> target.deleteGroups(delete);
            case Command.Store keep -> store.store(keep.run(), busTime.get());
            case Command.StoreSweep keep -> store.store(keep.sweep(), busTime.get());
            case Command.StoreBaseline keep -> store.store(keep.baseline());
            case Command.ForgetBaseline forget -> store.forget(RunDocuments.BASELINE_KEY + forget.name());
            case Command.StoreSchedule keep -> store.store(keep.schedule());
            case Command.ForgetSchedule forget -> store.forget(RunDocuments.SCHEDULE_KEY + forget.name());
            case Command.StoreNotice keep -> store.store(keep.notice());
            case Command.ForgetNotice forget -> store.forget(RunDocuments.NOTICE_KEY + forget.subject());
            case Command.StoreLoadStop keep -> store.store(keep.stop());
            case Command.Forget forget -> store.forget(forget.run());
        }
    }
}
