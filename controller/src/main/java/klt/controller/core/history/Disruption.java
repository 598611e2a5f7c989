package klt.controller.core.history;

/**
 * A period in which the load was not as scheduled.
 *
 * @param fromSecond after the run's start
 * @param toSecond when the load was as scheduled again
 */
public record Disruption(String words, double fromSecond, double toSecond) {

    public Disruption until(double second) {
        return new Disruption(words, fromSecond, second);
    }
}
