package klt.cli.local;

import java.util.List;

/** The JIT compilers of a process. */
enum Compilation {
    /** Both: the fastest code, after about twenty seconds of load. */
    FULL,

    /** Only the first compiler: code that is about a third slower, for a small part of the compilation time of the second. */
    C1;

    /**
     * For the load tester's own processes. Where several JVMs share each processor, compilation would dominate the first run: its latencies
     * would be those of the compilers.
     *
     * @param processors of the machine
     * @param jvms that share them
     */
    static Compilation ofTester(int processors, int jvms) {
        return processors < jvms ? C1 : FULL;
    }

    /** The JVM's options for it. */
    List<String> options() {
        return switch (this) {
            case FULL -> List.of();
            case C1 -> List.of("-XX:TieredStopAtLevel=1");
        };
    }
}
