package klt.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Main classes that behave like the system's components; the environment determines how they misbehave. */
public final class FakeParts {

    /** A file to which each component writes its name when it shuts down cleanly. */
    static final String JOURNAL = "FAKE_JOURNAL";
    /** The exit code with which the worker exits at once. */
    static final String WORKER_EXIT = "FAKE_WORKER_EXIT";
    /** The exit code with which the controller refuses to start. */
    static final String CONTROLLER_EXIT = "FAKE_CONTROLLER_EXIT";
    /** The behaviour of the run: done, endless or deaf. */
    static final String RUN = "FAKE_RUN";

    static final String WORKER_HANGS = "FAKE_WORKER_HANGS";

    private FakeParts() {}

    public static final class Broker {

        private Broker() {}

        public static void main(String[] args) throws IOException {
            Path data = Path.of(args[3]);
            Files.createDirectories(data.resolve("topic-0"));
            Files.writeString(data.resolve("topic-0/0.log"), "records");
            Files.writeString(
                    data.resolve("pid"), String.valueOf(ProcessHandle.current().pid()));
            journalAtEnd("broker");
            System.out.println("READY 127.0.0.1:19092");
            waitForEver();
        }
    }

    public static final class Controller {

        private Controller() {}

        public static void main(String[] args) throws IOException {
            dieIfRequested(CONTROLLER_EXIT, "MAX_RATE takes messages per second, not 'x'");
            journalAtEnd("controller");
            FakeController controller = new FakeController(Integer.parseInt(System.getenv("PORT")))
                    .onScale(workers -> System.out.println("SCALE " + workers));
            switch (variable(RUN).orElse("done")) {
                case "endless" -> controller.plays(RunJson.running());
                case "deaf" -> controller.plays(RunJson.running()).isDeafToStop();
                default -> controller.plays(RunJson.running(), RunJson.done());
            }
            System.out.println("READY " + controller.uri());
            waitForEver();
        }
    }

    public static final class Worker {

        private Worker() {}

        public static void main(String[] args) {
            dieIfRequested(WORKER_EXIT, "out of luck");
            if (variable(WORKER_HANGS).isPresent()) {
                Runtime.getRuntime().addShutdownHook(new Thread(FakeParts::waitForEver));
            }
            journalAtEnd(System.getenv("WORKER_NAME"));
            System.out.println("PID " + ProcessHandle.current().pid());
            System.out.println("READY http://127.0.0.1:1");
            waitForEver();
        }
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name));
    }

    private static void dieIfRequested(String variable, String lastWords) {
        variable(variable).ifPresent(exitCode -> {
            System.err.println(lastWords);
            System.exit(Integer.parseInt(exitCode));
        });
    }

    private static void journalAtEnd(String name) {
        variable(JOURNAL)
                .ifPresent(journal -> Runtime.getRuntime().addShutdownHook(new Thread(() -> write(journal, name))));
    }

    private static void write(String journal, String name) {
        try {
            Files.writeString(Path.of(journal), name + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
