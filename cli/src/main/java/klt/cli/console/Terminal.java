package klt.cli.console;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;
import klt.common.settings.Environment;

/**
 * An output stream's terminal.
 *
 * @param interactive whether it is a terminal that can redraw a line
 * @param columns the terminal's current width
 */
public record Terminal(boolean interactive, boolean coloured, IntSupplier columns) {

    public static final int STDOUT = 1;
    public static final int STDERR = 2;

    private static final int COLUMNS_DEFAULT = 80;

    public static Terminal none() {
        return new Terminal(false, false, () -> COLUMNS_DEFAULT);
    }

    /** @param descriptor {@link #STDOUT} or {@link #STDERR} of this process */
    public static Terminal of(int descriptor, Environment environment) {
        // System.console() depends on both stdin and stdout, and since JDK 22, it exists even without a terminal
        boolean interactive = !environment.text("TERM", "dumb").equals("dumb") && isTerminal(descriptor);
        if (!interactive) {
            return none();
        }
        return new Terminal(true, environment.text("NO_COLOR").isEmpty(), new Width());
    }

    private static boolean isTerminal(int descriptor) {
        ProcessBuilder test = new ProcessBuilder("sh", "-c", "test -t " + descriptor).inheritIO();
        try {
            return test.start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The terminal's width, which is only queried again after the window has changed, because a query starts a process. */
    private static final class Width implements IntSupplier {

        private volatile boolean changed = true;
        private int columns = COLUMNS_DEFAULT;

        Width() {
            Signals.handle("WINCH", () -> changed = true);
        }

        @Override
        public int getAsInt() {
            if (changed) {
                changed = false;
                columns = measured();
            }
            return columns;
        }

        private static int measured() {
            try {
                Process stty = new ProcessBuilder("sh", "-c", "stty size </dev/tty")
                        .redirectError(Redirect.DISCARD)
                        .start();
                try (InputStream output = stty.getInputStream()) {
                    String[] size = new String(output.readAllBytes(), StandardCharsets.US_ASCII)
                            .strip()
                            .split(" ", -1);
                    int columns = size.length == 2 ? Integer.parseInt(size[1]) : 0;
                    return columns > 0 ? columns : COLUMNS_DEFAULT;
                }
            } catch (IOException | NumberFormatException e) {
                return COLUMNS_DEFAULT;
            }
        }
    }
}
