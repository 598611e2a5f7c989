package klt.cli.local;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * Runs a main class as a child process that ends with its parent, no matter how the parent exits. The parent holds the other end of stdin
 * and never writes to it, so stdin ends when the parent does. Watching the parent's process id would be slower: the JDK polls processes
 * that are not its children, at intervals of up to five seconds.
 *
 * <pre>Child SCRATCH MAIN [ARGUMENT…]</pre>
 *
 * SCRATCH is a folder that is deleted when the parent has ended, or {@code -}.
 */
public final class Child {

    public static final String NO_SCRATCH = "-";

    /** Time limit for a worker's clean shutdown, because without the parent, no other process would end the worker. */
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
            // the exit code of the java launcher when main throws
            System.exit(1);
        }
    }

    private static void endWithParent(String scratch) {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            // an error is treated like the end of the parent
        }
        if (!scratch.equals(NO_SCRATCH)) {
            // no process will read this broker's data again, so it needs no clean shutdown
            Folders.delete(Path.of(scratch));
            Runtime.getRuntime().halt(EXIT_ORPHANED);
        }
        Thread exit = Thread.ofPlatform().daemon().start(() -> System.exit(EXIT_ORPHANED));
        try {
            exit.join(GOODBYE_MAX);
        } catch (InterruptedException hurry) {
            // clear the interrupt flag, because the thread's next wait must not fail immediately
        }
        Runtime.getRuntime().halt(EXIT_ORPHANED);
    }
}
