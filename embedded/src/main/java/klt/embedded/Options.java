package klt.embedded;

import java.nio.file.Path;
import java.util.Optional;

/** The command line of {@link Main}. */
record Options(int port, int brokers, Optional<Path> data) {

    static final String USAGE = "usage: [--port N] [--data DIR] [--brokers N]";

    /** @throws IllegalArgumentException if the options are invalid; the message is a line for the user */
    static Options parse(String... arguments) {
        int port = 0;
        int brokers = 1;
        Optional<Path> data = Optional.empty();
        for (int at = 0; at < arguments.length; at += 2) {
            String name = arguments[at];
            switch (name) {
                case "--port" -> port = number(name, value(arguments, at), 0, EmbeddedKafka.MAX_PORT);
                case "--brokers" -> brokers = number(name, value(arguments, at), 1, EmbeddedKafka.MAX_BROKERS);
                case "--data" -> data = Optional.of(Path.of(value(arguments, at)));
                default -> throw new IllegalArgumentException("unknown option '" + name + "'; " + USAGE);
            }
        }
        return new Options(port, brokers, data);
    }

    private static String value(String[] arguments, int at) {
        if (at + 1 == arguments.length || arguments[at + 1].isBlank()) {
            throw new IllegalArgumentException(arguments[at] + " needs a value; " + USAGE);
        }
        return arguments[at + 1];
    }

    private static int number(String name, String value, int min, int max) {
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // fall through to the message shared by all invalid values
        }
        throw new IllegalArgumentException(
                name + " must be a number from " + min + " to " + max + " but is '" + value + "'; " + USAGE);
    }
}
