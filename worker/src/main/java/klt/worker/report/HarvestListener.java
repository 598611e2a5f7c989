package klt.worker.report;

/** Is told of every harvest, by the reporter's thread. */
@FunctionalInterface
public interface HarvestListener {

    void harvested(RunReport.Harvest harvest);
}
