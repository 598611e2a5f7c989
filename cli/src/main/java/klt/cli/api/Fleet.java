package klt.cli.api;

/** Numbers of live workers. */
public record Fleet(int ready, int busy) {

    public int up() {
        return ready + busy;
    }
}
