package klt.controller.admin;

import klt.controller.core.run.Command;

/** Executes commands on the topics under load. No call waits for Kafka; results arrive as events. */
public interface TargetAdmin {

    /** Called when a run has ended; only the deletion of its topics and groups may follow. */
    void release(String run);

    void prepare(Command.PrepareTopics prepare);

    void lookAt(Command.LookAtTopics look);

    void readEnds(Command.ReadEnds read);

    void findTransactions(Command.FindTransactions find);

    void deleteTopic(Command.DeleteTopic delete);

    void deleteGroups(Command.DeleteGroups delete);
}
