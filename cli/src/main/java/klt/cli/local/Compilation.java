package klt.cli.local;

import java.util.List;

/** Which of the JVM's compilers a part uses. */
enum Compilation {
    /** Both: the fastest code, after some twenty seconds of load. */
    FULL,

    /** The first compiler (C1) alone: code that is about a third slower, for a small part of the time that the second one takes. */
    FIRST_TIER;

    /**
     * For the tester's own parts. Where several JVMs share each processor, their compilers would take what the first run needs: its latencies
     * would be those of compilation.
     *
     * @param processors of the machine
     * @param jvms that share them
     */
    static Compilation ofTester(int processors, int jvms) {
        return processors < jvms ? FIRST_TIER : FULL;
    }

    /** The JVM's options for it. */
    List<String> options() {
        return switch (this) {
            case FULL -> List.of();
            case FIRST_TIER -> List.of("-XX:TieredStopAtLevel=1");
        };
    }
}
