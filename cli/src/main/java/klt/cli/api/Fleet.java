package klt.cli.api;

/** Counts of live workers. */
public record Fleet(int ready, int busy) {

    public int up() {
        return ready + busy;
    }
}
