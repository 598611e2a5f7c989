package klt.cli.local;

/** The main classes of the system's processes, by name, because this module depends on their modules only at run time. */
public record MainClasses(String broker, String controller, String worker) {

    public static final MainClasses REAL =
            new MainClasses("klt.embedded.Main", "klt.controller.Main", "klt.worker.Main");
}
