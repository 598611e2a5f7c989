package klt.cli.local;

/** The names of the main classes of the system's processes. This module depends on the modules of these classes only at run time. */
public record MainClasses(String broker, String controller, String worker) {

    public static final MainClasses REAL =
            new MainClasses("klt.embedded.Main", "klt.controller.Main", "klt.worker.Main");
}
