package klt.controller;

import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import klt.common.settings.Environment;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.Broker;
import klt.controller.fixtures.OpenApi;
import klt.controller.fixtures.StandInWorker;

/** A controller in this process, wired as in its own process, on a free port. */
final class Controller implements AutoCloseable {

    /** Time limit for actions of other threads and processes, even on a busy machine. */
    static final Duration AWAIT_MAX = Duration.ofSeconds(40);

    private final Main main;
    private final String servers;
    private final Api api;
    private final String prefix;
    private final Map<String, StandInWorker> workers = new LinkedHashMap<>();

    private Controller(Main main, String servers, String prefix, OpenApi contract) {
        this.main = main;
        this.servers = servers;
        this.prefix = prefix;
        api = new Api(main.port(), contract);
    }

    /** Starts one; it may not be ready yet. */
    static Controller start(String servers, String prefix, OpenApi contract, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("KAFKA_BOOTSTRAP_SERVERS", servers);
        variables.put("CONTROL_TOPIC_PREFIX", prefix);
        variables.put("HOST", "127.0.0.1");
        variables.put("PORT", "0");
        ControllerSettings settings =
                ControllerSettings.from(new Environment(variables), System::nanoTime, Clock.systemUTC());
        return new Controller(new Main(settings), servers, prefix, contract);
    }

    static Controller ready(String prefix, OpenApi contract) {
        Controller controller = start(Broker.servers(), prefix, contract, Map.of());
        controller.awaitReady();
        return controller;
    }

    Api api() {
        return api;
    }

    void awaitReady() {
        await("the controller is ready")
                .atMost(AWAIT_MAX)
                .until(() -> api.call("get /health/ready", ""), ready -> ready.status() == 200);
    }

    /** Starts workers and waits until their heartbeats arrive; they end after the controller. */
    void join(String... names) {
        for (String name : names) {
            add(name);
        }
        await("workers are ready")
                .atMost(AWAIT_MAX)
                .until(
                        () -> api.call("get /api/fleet", "").json(),
                        fleet -> fleet.path("ready").intValue(0) == workers.size());
    }

    /** Starts a worker. */
    void add(String name) {
        workers.put(name, new StandInWorker(servers, name, prefix));
    }

    StandInWorker worker(String name) {
        return Objects.requireNonNull(workers.get(name));
    }

    /** Submits a run and returns its id. */
    String submit(String yaml) {
        Api.Answer answer = api.submit(yaml);
        if (answer.status() != 201) {
            throw new AssertionError("rejected: " + answer.body());
        }
        return answer.text("/id");
    }

    Api.Answer awaitPhase(String run, String phase) {
        return await(run + " is " + phase)
                .atMost(AWAIT_MAX)
                .until(
                        () -> api.call("get /api/runs/{id}", run),
                        answer -> answer.text("/phase").equals(phase));
    }

    @Override
    public void close() {
        main.close();
        workers.values().forEach(StandInWorker::close);
    }
}
