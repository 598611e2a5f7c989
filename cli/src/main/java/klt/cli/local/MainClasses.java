package klt.cli.local;

/** The main classes of the system's processes, by name: this module depends on theirs at run time only. */
public record MainClasses(String broker, String controller, String worker) {

    public static final MainClasses REAL =
            new MainClasses("klt.embedded.Main", "klt.controller.Main", "klt.worker.Main");
}
