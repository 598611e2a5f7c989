package klt.cli.local;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * Runs a main class as a child process that ends with its parent, no matter how the parent exits. The parent holds the other end of stdin
 * and never writes to it, so stdin ends when the parent does. Watching the parent's process id would be slower, because the JDK polls
 * processes other than its children at intervals of up to five seconds.
 *
 * <pre>Child SCRATCH MAIN [ARGUMENT…]</pre>
 *
 * SCRATCH is a folder to delete when the parent has ended, or {@code -}.
 */
public final class Child {

    public static final String NO_SCRATCH = "-";

    /** Time limit for a worker's clean shutdown, because without the parent, nothing else would end the worker. */
    private static final Duration GOODBYE_MAX = Duration.ofSeconds(5);

    private static final int EXIT_ORPHANED = 1;

    private Child() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        String scratch = args[0];
        Thread watch = new Thread(() -> endWithParent(scratch), "parent-watch");
        watch.setDaemon(true);
        watch.start();
        runMain(args[1], Arrays.copyOfRange(args, 2, args.length));
    }

    private static void runMain(String mainClass, String[] args) throws ReflectiveOperationException {
        try {
            Class.forName(mainClass).getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            cause.printStackTrace();
            // the java launcher's exit code when main throws
            System.exit(1);
        }
    }

    private static void endWithParent(String scratch) {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            // treat an error as the end of the parent
        }
        if (!scratch.equals(NO_SCRATCH)) {
            // nothing will read this broker's data again, so it needs no clean shutdown
            Folders.delete(Path.of(scratch));
            Runtime.getRuntime().halt(EXIT_ORPHANED);
        }
        Thread exit = Thread.ofPlatform().daemon().start(() -> System.exit(EXIT_ORPHANED));
        try {
            exit.join(GOODBYE_MAX);
        } catch (InterruptedException hurry) {
            // clear the interrupt flag so that the thread's next wait does not fail immediately
        }
        Runtime.getRuntime().halt(EXIT_ORPHANED);
    }
}
