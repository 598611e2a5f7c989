package klt.cli.local;

/** The names of the processes' main classes. This module only depends on these classes' modules at run time. */
public record MainClasses(String broker, String controller, String worker) {

    public static final MainClasses REAL =
            new MainClasses("klt.embedded.Main", "klt.controller.Main", "klt.worker.Main");
}
