package klt.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A broker in a separate process; its data folder is deleted when the broker is closed. */
final class Broker implements AutoCloseable {

    private final Path folder;
    private final Process process;
    private final String address;

    private Broker(Path folder, Process process, String address) {
        this.folder = folder;
        this.process = process;
        this.address = address;
    }

    static Broker start() throws IOException {
        Path folder = Files.createTempDirectory("side-by-side");
        List<String> command = Tool.java("klt.embedded.Main");
        command.set(2, "-Xmx1g");
        command.addAll(List.of("--port", "0", "--data", folder.resolve("kafka").toString()));
        Process process = Tool.builder(command)
                .redirectError(folder.resolve("kafka.log").toFile())
                .start();
        // stops the process even if the comparison is interrupted
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String ready = String.valueOf(out.readLine());
        if (!ready.startsWith("READY ")) {
            throw new IllegalStateException(
                    "the broker did not start: " + Files.readString(folder.resolve("kafka.log")));
        }
        return new Broker(folder, process, ready.substring("READY ".length()));
    }

    String address() {
        return address;
    }

    /** Returns the folder for the tools' output. */
    Path folder() {
        return folder;
    }

    /** Returns the CPU time used so far. */
    long cpuNanos() {
        return process.info().totalCpuDuration().orElseThrow().toNanos();
    }

    void create(String topic, int partitions) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) address))) {
            // deleted data must not be written to disk during the next measurement
            NewTopic newTopic = new NewTopic(topic, partitions, (short) 1).configs(Map.of("file.delete.delay.ms", "0"));
            admin.createTopics(List.of(newTopic)).all().get();
        }
    }

    void delete(String topic) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) address))) {
            admin.deleteTopics(List.of(topic)).all().get();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
