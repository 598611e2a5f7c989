package klt.worker.report;

/** Called for every harvest, on the reporter's thread. */
@FunctionalInterface
public interface HarvestListener {

    void harvested(RunReport.Harvest harvest);
}
