package klt.cli.local;

/** The main classes of the system's parts. */
public record Programs(String broker, String controller, String worker) {

    public static final Programs REAL = new Programs("klt.embedded.Main", "klt.controller.Main", "klt.worker.Main");
}
