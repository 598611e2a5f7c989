package klt.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A tool that runs as a process and reports its result. */
enum Tool {
    /** Kafka's own {@code kafka-producer-perf-test}. */
    PRODUCER_PERFORMANCE {
        @Override
        BenchResult run(BenchCase benchCase, String kafka, String topic, Path folder)
                throws IOException, InterruptedException {
            List<String> command = java("org.apache.kafka.tools.ProducerPerformance");
            command.addAll(producerPerformance(benchCase, kafka, topic));
            Path out = folder.resolve("producer-performance.out");
            double cpu = runToEnd(command, out, "ProducerPerformance");
            String line = Files.readAllLines(out).getLast();
            return summary(line, cpu).orElseThrow(() -> new IllegalStateException("no summary in: " + line));
        }
    },

    /** This load tester, with a single worker and its controller. */
    LOAD_TESTER {
        @Override
        BenchResult run(BenchCase benchCase, String kafka, String topic, Path folder)
                throws IOException, InterruptedException {
            return loadTester(benchCase, kafka, topic, folder);
        }
    },

    /** Kafka's {@code kafka-consumer-perf-test}, on an existing topic. */
    CONSUMER_PERFORMANCE {
        @Override
        BenchResult run(BenchCase benchCase, String kafka, String topic, Path folder)
                throws IOException, InterruptedException {
            List<String> command = java("org.apache.kafka.tools.ConsumerPerformance");
            command.addAll(List.of(
                    "--bootstrap-server",
                    kafka,
                    "--topic",
                    topic,
                    "--num-records",
                    String.valueOf(benchCase.messages()),
                    "--hide-header"));
            Path out = folder.resolve("consumer-performance.out");
            double cpu = runToEnd(command, out, "ConsumerPerformance");
            List<String> figures = List.of(Files.readAllLines(out).getLast().split(",\\s*"));
            // the rate excludes the time that the consumer takes to join its group
            return new BenchResult(Double.parseDouble(figures.get(FETCHED_PER_SECOND)), 0, 0, cpu);
        }
    };

    /** Index of the output column with the records per second during the fetch. */
    private static final int FETCHED_PER_SECOND = 9;

    private static final Pattern SUMMARY = Pattern.compile(
            "records sent, ([0-9.]+) records/sec .* ([0-9.]+) ms 50th, [0-9.]+ ms 95th, ([0-9.]+) ms 99th");
    /** Exit code of a run on a machine that was too busy; its results count anyway. */
    private static final int EXIT_INVALID = 11;

    private static final Duration RUN_MAX = Duration.ofMinutes(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** Returns ProducerPerformance's arguments. */
    static List<String> producerPerformance(BenchCase benchCase, String kafka, String topic) {
        return List.of(
                "--topic",
                topic,
                "--num-records",
                String.valueOf(benchCase.messages()),
                "--record-size",
                String.valueOf(benchCase.size()),
                "--throughput",
                String.valueOf(benchCase.rate() == 0 ? -1 : benchCase.rate()),
                "--command-property",
                "bootstrap.servers=" + kafka,
                "acks=" + benchCase.acks(),
                "linger.ms=" + benchCase.lingerMs(),
                "batch.size=" + benchCase.batchSize(),
                "enable.idempotence=" + benchCase.acks().equals("all"),
                "buffer.memory=33554432");
    }

    /** Reads ProducerPerformance's result from a line of its output, if the line has it. */
    static Optional<BenchResult> summary(String line, double cpuSeconds) {
        Matcher figures = SUMMARY.matcher(line);
        return figures.find()
                ? Optional.of(new BenchResult(
                        Double.parseDouble(figures.group(1)),
                        Double.parseDouble(figures.group(2)),
                        Double.parseDouble(figures.group(3)),
                        cpuSeconds))
                : Optional.empty();
    }

    private static BenchResult loadTester(BenchCase benchCase, String kafka, String topic, Path folder)
            throws IOException, InterruptedException {
        Path report = folder.resolve("report.json");
        List<String> command = java("klt.cli.LoadTester");
        command.addAll(List.of(
                "run",
                "--quiet",
                "--kafka",
                kafka,
                "--workers",
                "1",
                "--topic",
                topic,
                "--messages",
                String.valueOf(benchCase.messages()),
                "--size",
                String.valueOf(benchCase.size()),
                "--rate",
                benchCase.rate() == 0 ? "max" : String.valueOf(benchCase.rate()),
                "--set",
                "producer.acks=" + benchCase.acks(),
                "--set",
                "producer.lingerMs=" + benchCase.lingerMs(),
                "--set",
                "producer.batchSize=" + benchCase.batchSize(),
                "--json",
                report.toString()));
        double cpu = runToEnd(command, folder.resolve("loadtester.out"), "klt.worker.Main");
        JsonNode json = JsonMapper.builder().build().readTree(report.toFile());
        return new BenchResult(
                json.at("/rate/achieved").asDouble(),
                json.at("/responseTime/p50").asDouble() / 1e3,
                json.at("/responseTime/p99").asDouble() / 1e3,
                cpu);
    }

    abstract BenchResult run(BenchCase benchCase, String kafka, String topic, Path folder)
            throws IOException, InterruptedException;

    /** Returns the command for a main class, with a worker's heap and the same JVM options for all tools. */
    static List<String> java(String mainClass) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                mainClass));
    }

    /** Passes the class path in the environment, because the operating system only shows the first 4 KiB of a command line. */
    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder;
    }

    /**
     * Runs a command and returns the CPU time, in seconds, of the process that runs a main class: the command's own process or one of its
     * children.
     */
    private static double runToEnd(List<String> command, Path out, String mainClass)
            throws IOException, InterruptedException {
        Process process = builder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        long deadline = System.nanoTime() + RUN_MAX.toNanos();
        double cpuSeconds = 0;
        while (!process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() > deadline) {
                process.destroy();
                throw new IllegalStateException(command + " took over " + RUN_MAX);
            }
            cpuSeconds = Math.max(cpuSeconds, cpuSeconds(process, mainClass));
        }
        if (process.exitValue() != 0 && process.exitValue() != EXIT_INVALID) {
            throw new IllegalStateException(
                    command + " ended with " + process.exitValue() + ":\n" + Files.readString(out));
        }
        return cpuSeconds;
    }

    static boolean runs(ProcessHandle process, String mainClass) {
        return process.info().commandLine().orElse("").contains(mainClass);
    }

    private static double cpuSeconds(Process process, String mainClass) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(handle -> runs(handle, mainClass))
                .flatMap(handle -> handle.info().totalCpuDuration().stream())
                .mapToDouble(duration -> duration.toNanos() / 1e9)
                .max()
                .orElse(0);
    }
}
