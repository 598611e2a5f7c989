package klt.systemtests.chaos;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import klt.systemtests.Command;

/** The JVM's settings of the images, without a container. */
final class Container {

    /** As in {@code docker/Dockerfile}. */
    static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "2");

    /** As in {@code docker/jvm.options}, where the JVM asks the container for its limit. */
    private static final int HEAP_PERCENT = 40;

    private static final int HEAP_AT_START_PERCENT = 8;

    private Container() {}

    static List<String> jvm(int limitMegabytes) {
        Path options = Command.checkout().resolve("docker/jvm.options");
        return List.of(
                "@" + options,
                "-Xms" + limitMegabytes * HEAP_AT_START_PERCENT / 100 + "m",
                "-Xmx" + limitMegabytes * HEAP_PERCENT / 100 + "m");
    }
}
