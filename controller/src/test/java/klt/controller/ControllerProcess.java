package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.Broker;
import klt.controller.fixtures.OpenApi;

/** A controller as a separate process, so that it can be killed or frozen. */
final class ControllerProcess implements AutoCloseable {

    private final Process process;
    private final Api api;

    private ControllerProcess(Process process, Api api) {
        this.process = process;
        this.api = api;
    }

    static ControllerProcess start(String prefix, OpenApi contract) {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "klt.controller.Main");
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        Broker.servers(),
                        "CONTROL_TOPIC_PREFIX",
                        prefix,
                        "HOST",
                        "127.0.0.1",
                        "PORT",
                        "0"));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            Process process = builder.start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String ready = out.readLine();
            assertThat(ready).matches("READY http://127\\.0\\.0\\.1:[0-9]+");
            int port = Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1));
            return new ControllerProcess(process, new Api(port, contract));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Api api() {
        return api;
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Stops all its threads, as a pause of its machine would. */
    void freeze() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
