package klt.cli.api;

/** How many workers the controller hears. */
public record Fleet(int ready, int busy) {

    public int heard() {
        return ready + busy;
    }
}
