package klt.embedded;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Starts or stops several nodes in parallel, each on its own thread, because a quorum cannot start or stop one node at a time. */
final class ParallelNodes {

    /** Time limit for a start, longer than Kafka's own limits. */
    private static final Duration START_LIMIT = Node.START_LIMIT.plusSeconds(10);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private ParallelNodes() {}

    /**
     * Starts all nodes, and returns when they have started. The first failure, {@code abort}, an interrupt of the caller or the time limit
     * interrupts the other starts, because they might wait forever for a quorum.
     *
     * @param abort aborts the start when completed; its value is the error message
     */
    static void start(List<Node> nodes, CompletableFuture<String> abort, Consumer<Node> action) {
        ExecutorService threads = threads("start");
        CompletableFuture<?>[] starts = run(nodes, action, threads);
        Stream<CompletableFuture<?>> ends = Stream.of(CompletableFuture.allOf(starts), abort.thenAccept(message -> {
            throw new EmbeddedKafkaException(message);
        }));
        CompletableFuture<?> outcome = CompletableFuture.anyOf(
                Stream.concat(ends, Arrays.stream(starts).map(ParallelNodes::onlyFailure))
                        .toArray(CompletableFuture<?>[]::new));
        try {
            outcome.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw failure("Kafka did not start", e);
        } catch (TimeoutException e) {
            throw new EmbeddedKafkaException("Kafka did not start within " + START_LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedKafkaException("Interrupted while starting Kafka", e);
        } finally {
            // after a success, there are no threads to interrupt
            threads.shutdownNow();
            awaitAll(starts);
        }
    }

    /** Stops all nodes, and returns when the action has ended for all of them, even if interrupted. */
    static void stop(List<Node> nodes, Consumer<Node> action) {
        ExecutorService threads = threads("stop");
        try {
            CompletableFuture.allOf(run(nodes, action, threads))
                    .orTimeout(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new EmbeddedKafkaException(
                        "Kafka did not stop within " + STOP_LIMIT.toSeconds() + " s; its threads still run", e);
            }
            throw failure("Kafka did not stop cleanly", e);
        } finally {
            threads.shutdown();
        }
    }

    private static CompletableFuture<?>[] run(List<Node> nodes, Consumer<Node> action, ExecutorService threads) {
        return nodes.stream()
                .map(node -> CompletableFuture.runAsync(() -> action.accept(node), threads))
                .toArray(CompletableFuture<?>[]::new);
    }

    /** Returns a future that completes only if the action fails. */
    private static CompletableFuture<?> onlyFailure(CompletableFuture<?> action) {
        return action.thenCompose(done -> new CompletableFuture<Object>());
    }

    private static void awaitAll(CompletableFuture<?>[] actions) {
        CompletableFuture.allOf(actions)
                .completeOnTimeout(null, STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(failure -> null)
                .join();
    }

    private static ExecutorService threads(String verb) {
        return Executors.newThreadPerTaskExecutor(Thread.ofPlatform()
                .daemon()
                .name("embedded-kafka-" + verb + "-", 0)
                .factory());
    }

    private static EmbeddedKafkaException failure(String what, Exception wrapper) {
        return wrapper.getCause() instanceof EmbeddedKafkaException known
                ? known
                : new EmbeddedKafkaException(what, wrapper);
    }
}
