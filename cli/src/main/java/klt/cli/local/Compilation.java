package klt.cli.local;

import java.util.List;

/** A process's JIT compilers. */
enum Compilation {
    /** C1 and C2, which produce the fastest code, but only after about twenty seconds of load. */
    FULL,

    /** C1 only, which produces code that is about a third slower, in a small fraction of C2's time. */
    C1;

    /**
     * Returns the choice for the load tester's own processes. If several JVMs share each processor, C2 compilation would dominate the first
     * run, which would then measure the compilers.
     *
     * @param processors the machine's number of processors
     * @param jvms number of JVMs that share them
     */
    static Compilation ofTester(int processors, int jvms) {
        return processors < jvms ? C1 : FULL;
    }

    /** Returns the JVM options for this choice. */
    List<String> options() {
        return switch (this) {
            case FULL -> List.of();
            case C1 -> List.of("-XX:TieredStopAtLevel=1");
        };
    }
}
