package klt.systemtests.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import klt.cli.local.Folders;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A whole system for one test: a broker or a cluster of them, a controller and workers as processes that can be killed, frozen and started again. Nothing of
 * it outlives the test; the logs stay when the test fails, and their folder is printed.
 */
final class TestSystem implements BeforeEachCallback, AfterEachCallback {

    static final String DATA = "data";

    /** Of the names of the control topics. */
    static final String CONTROL_PREFIX = "klt";

    private static final int BROKER_HEAP_MB = 512;
    private static final int CONTROLLER_HEAP_MB = 256;
    private static final int WORKER_HEAP_MB = 256;

    private static final Duration END_MAX = Duration.ofSeconds(20);

    private final boolean clustered;
    private final int workersAtStart;
    private final boolean controllerAtStart;
    private final List<Part> parts = new CopyOnWriteArrayList<>();
    private final List<Proxy> proxies = new ArrayList<>();
    private final Thread hook = new Thread(this::killAll, "rig-end");

    private Path folder;
    private int brokerPort;
    private int controllerPort;
    private Part broker;
    private Cluster cluster;
    private Part controller;
    private Api api;

    private TestSystem(boolean clustered, int workersAtStart, boolean controllerAtStart) {
        this.clustered = clustered;
        this.workersAtStart = workersAtStart;
        this.controllerAtStart = controllerAtStart;
    }

    /** Workers {@code worker-1} and so on. */
    static TestSystem withWorkers(int count) {
        return new TestSystem(false, count, true);
    }

    /** {@link Cluster#NODES} brokers. */
    static TestSystem clusterWithWorkers(int count) {
        return new TestSystem(true, count, true);
    }

    static TestSystem brokerOnly() {
        return new TestSystem(false, 0, false);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("rig-");
        Runtime.getRuntime().addShutdownHook(hook);
        controllerPort = freePort();
        if (clustered) {
            cluster = Cluster.start(folder, this::started);
        } else {
            brokerPort = freePort();
            startBroker();
        }
        if (controllerAtStart) {
            startController();
        }
        IntStream.rangeClosed(1, workersAtStart).forEach(i -> startWorker("worker-" + i));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        killAll();
        proxies.forEach(Proxy::close);
        Runtime.getRuntime().removeShutdownHook(hook);
        Folders.delete(data());
        if (context.getExecutionException().isPresent()) {
            System.out.println(context.getDisplayName() + " failed; the logs of all parts are in " + folder);
        } else {
            Folders.delete(folder);
        }
    }

    private void killAll() {
        parts.forEach(Part::kill);
        parts.forEach(part -> part.awaitExit(END_MAX));
    }

    private Path data() {
        return folder.resolve(DATA);
    }

    /** Where the logs are, and whatever a test wants to keep beside them. */
    Path folder() {
        return folder;
    }

    String bootstrapServers() {
        return clustered ? cluster.bootstrapServers() : "127.0.0.1:" + brokerPort;
    }

    Cluster cluster() {
        return cluster;
    }

    Api api() {
        return api;
    }

    /** Where each controller of this rig listens. */
    String controllerUrl() {
        return "http://127.0.0.1:" + controllerPort;
    }

    Part broker() {
        return broker;
    }

    Part controller() {
        return controller;
    }

    Part worker(String name) {
        return parts.stream()
                .filter(part -> part.name().equals(name) && part.isAlive())
                .findFirst()
                .orElseThrow();
    }

    List<Part> workers(String... names) {
        return List.of(names).stream().map(this::worker).toList();
    }

    /** On the port and the data of the one before, if there was one. */
    void startBroker() {
        broker = started(Part.start(
                "broker",
                Part.heap(BROKER_HEAP_MB),
                folder,
                Map.of(),
                "klt.embedded.Main",
                "--port",
                String.valueOf(brokerPort),
                "--data",
                data().toString()));
        broker.awaitAddress();
    }

    void startController() {
        startController(bootstrapServers());
    }

    /** On the port of the one before, if there was one. */
    void startController(String controlServers) {
        Map<String, String> environment = environment(controlServers);
        environment.put("HOST", "127.0.0.1");
        environment.put("PORT", String.valueOf(controllerPort));
        controller = started(
                Part.start("controller", Part.heap(CONTROLLER_HEAP_MB), folder, environment, "klt.controller.Main"));
        api = new Api(URI.create(controller.awaitAddress()), folder);
        api.awaitReady();
    }

    Part startWorker(String name) {
        return startWorker(name, bootstrapServers());
    }

    /** @param controlServers where it reaches the control topics */
    Part startWorker(String name, String controlServers) {
        return startWorker(name, controlServers, Part.heap(WORKER_HEAP_MB), Map.of());
    }

    /** With the JVM's options of its image, as in a container with so much memory. Needs the JDK of the image. */
    Part startContainerWorker(String name, int limitMegabytes) {
        return startWorker(name, bootstrapServers(), Container.jvm(limitMegabytes), Container.ENVIRONMENT);
    }

    private Part startWorker(String name, String controlServers, List<String> jvm, Map<String, String> more) {
        Map<String, String> environment = environment(controlServers);
        environment.putAll(more);
        environment.put("WORKER_NAME", name);
        environment.put("METRICS_HOST", "127.0.0.1");
        environment.put("METRICS_PORT", "0");
        return started(Part.start(name, jvm, folder, environment, "klt.worker.Main"));
    }

    /** A way to the broker that can be disturbed. */
    Proxy proxy() {
        Proxy proxy = Proxy.to(brokerPort);
        proxies.add(proxy);
        return proxy;
    }

    private Map<String, String> environment(String controlServers) {
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers());
        environment.put("CONTROL_BOOTSTRAP_SERVERS", controlServers);
        environment.put("CONTROL_TOPIC_PREFIX", CONTROL_PREFIX);
        return environment;
    }

    private Part started(Part part) {
        parts.add(part);
        return part;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
