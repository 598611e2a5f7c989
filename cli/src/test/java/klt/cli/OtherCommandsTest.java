package klt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class OtherCommandsTest {

    private final Shell shell = new Shell();
    private FakeController controller;

    @BeforeEach
    void startController() throws IOException {
        controller = new FakeController(0).plays(RunJson.running());
    }

    @AfterEach
    void endController() {
        controller.close();
    }

    @Test
    void listsTheRunsInColumns() {
        assertThat(call("runs")).isZero();
        assertThat(shell.out().lines().toList())
                .satisfiesExactly(
                        header -> assertThat(header).startsWith("ID                   NAME    CREATED"),
                        run -> assertThat(run)
                                .startsWith(RunJson.ID + "  steady  2026-11-23")
                                .endsWith("DONE   PASS     1,000/s   999.9/s  7.41 ms       0"),
                        rest -> assertThat(rest).isEqualTo("and 2 older runs"));
    }

    @Test
    void listsOnlyRunsWithAStringAndTags() {
        assertThat(call("runs", "--search", "a&b", "--tag", "branch=main", "--tag", "nightly"))
                .isZero();
        assertThat(controller.body("GET", "/api/runs?q=a%26b&tag=branch%3Dmain&tag=nightly"))
                .isEmpty();
    }

    @Test
    void sendsTheCredentialsInItsEnvironment() {
        shell.withVariables(Map.of("CONTROLLER_TOKEN", "canary"));

        assertThat(call("runs")).isZero();
        assertThat(call("pause", RunJson.ID)).isZero();

        assertThat(controller.authorizations()).hasSize(2).containsOnly("Bearer canary");
    }

    @Test
    void saysHowToSetMissingCredentials() {
        controller.answers("GET /api/runs", 401, List.of("{\"detail\": \"a token is required\"}"));

        assertThat(call("runs")).isEqualTo(2);

        assertThat(shell.err()).contains("a token is required", "CONTROLLER_TOKEN_FILE", "CONTROLLER_USER");
        assertThat(controller.authorizations()).containsOnly("null");
    }

    @Test
    void namesListsAndDeletesBaselines() {
        String main = "{\"name\": \"main\", \"runs\": [\"r-1\", \"r-2\"], \"setAt\": \"2026-11-30T10:00:00Z\"}";
        controller.answers("PUT /api/baselines/main", 200, List.of(main));
        controller.answers("GET /api/baselines/main", 200, List.of(main));
        controller.answers("DELETE /api/baselines/main", 204, List.of(""));
        controller.answers(
                "GET /api/baselines", 200, List.of("{\"baselines\": [" + main + "]}", "{\"baselines\": []}"));

        assertThat(call("baseline", "main", "r-1,r-2")).isZero();
        assertThat(controller.body("PUT", "/api/baselines/main")).isEqualTo("{\"runs\":[\"r-1\",\"r-2\"]}");
        assertThat(call("baseline", "main")).isZero();
        assertThat(call("baseline")).isZero();
        assertThat(call("baseline", "main", "--delete")).isZero();
        assertThat(call("baseline")).isZero();
        assertThat(shell.out().lines())
                .containsExactly(
                        "main: r-1, r-2",
                        "main: r-1, r-2",
                        "main: r-1, r-2",
                        "deleted baseline main",
                        "No baselines yet.");
        assertThat(call("baseline", "--delete")).isEqualTo(2);
        assertThat(call("baseline", "a/b", "r-1")).isEqualTo(2);
    }

    @Test
    void showsARun() {
        assertThat(call("show", RunJson.ID)).isZero();
        assertThat(shell.out()).contains("RUNNING after 4.2 s", "Latency");
    }

    @ParameterizedTest
    @CsvSource({"stop, stopping", "pause, pausing", "resume, resuming", "skip, skipping to the next stage of"})
    void sendsAVerbToTheController(String verb, String progressive) {
        assertThat(call(verb, RunJson.ID)).isZero();
        assertThat(controller.body("POST", "/api/runs/" + RunJson.ID + "/" + verb))
                .isEmpty();
        assertThat(shell.out()).isEqualTo(progressive + " " + RunJson.ID + "\n");
    }

    @Test
    void stopsAllLoadAndAllowsItAgain() {
        String state = "{\"stopped\": true, \"since\": \"2026-11-30T10:00:00Z\"}";
        controller.answers("POST /api/stop-all", 200, List.of(state));
        controller.answers("DELETE /api/stop-all", 200, List.of(state));

        assertThat(call("stop", "--all")).isZero();
        assertThat(controller.body("POST", "/api/stop-all")).isEmpty();
        assertThat(call("stop", "--release")).isZero();
        assertThat(controller.body("DELETE", "/api/stop-all")).isEmpty();
        assertThat(shell.out())
                .isEqualTo("stopped all load; no run starts until: loadtester stop --release\nload is allowed again\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--all --release", "--all " + RunJson.ID})
    void stopTakesEitherAnIdOrAnOption(String arguments) {
        String[] words = ("stop " + arguments).strip().split(" ");

        assertThat(call(words)).isEqualTo(2);
        assertThat(shell.err()).startsWith("loadtester: ");
    }

    @Test
    void annotatesARun() {
        assertThat(call("annotate", RunJson.ID, "restarted", "broker", "\"2\"")).isZero();
        assertThat(controller.body("POST", "/api/runs/" + RunJson.ID + "/annotations"))
                .isEqualTo("{\"text\":\"restarted broker \\\"2\\\"\"}");
        assertThat(shell.out()).isEqualTo("annotated " + RunJson.ID + "\n");
        assertThat(call("annotate", RunJson.ID)).isEqualTo(2);
    }

    @Test
    void changesARate() {
        assertThat(call("rate", RunJson.ID, "50k")).isZero();
        assertThat(controller.body("PUT", "/api/runs/" + RunJson.ID + "/rate")).isEqualTo("{\"rate\":50000.0}");
        assertThat(shell.out()).contains("50,000/s");
    }

    @ParameterizedTest
    @CsvSource({"1.5x, 1.5, 1.5x its schedule", "schedule, 1.0, its schedule"})
    void scalesTheScheduleOrReturnsToIt(String typed, String factor, String shown) {
        assertThat(call("rate", RunJson.ID, typed)).isZero();
        assertThat(controller.body("PUT", "/api/runs/" + RunJson.ID + "/rate"))
                .isEqualTo("{\"factor\":" + factor + "}");
        assertThat(shell.out()).isEqualTo("changing the rate of " + RunJson.ID + " to " + shown + "\n");
    }

    @Test
    void asksForANumberOfWorkers() {
        assertThat(call("scale", "3")).isZero();
        assertThat(controller.body("PUT", "/api/fleet/replicas")).isEqualTo("{\"replicas\":3}");
        assertThat(shell.out()).isEqualTo("requested 3 workers; 2 are up\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1001", "many"})
    void callsANumberThatCannotBeBadUsage(String workers) {
        assertThat(call("scale", workers)).isEqualTo(2);
        assertThat(controller.requests()).isEmpty();
    }

    @Test
    void passesOnWhatToDoWhereTheControllerCannotScale() {
        controller.cannotScale("This controller does not run the workers. By hand: docker compose up");

        assertThat(call("scale", "3")).isEqualTo(1);
        assertThat(shell.err())
                .isEqualTo("loadtester: This controller does not run the workers. By hand: docker compose up\n");
    }

    @Test
    void callsAnUnknownRunBadUsage() {
        assertThat(call("show", "r-unknown")).isEqualTo(2);
        assertThat(shell.err()).isEqualTo("loadtester: There is no such run.\n");
    }

    @Test
    void saysThatNoControllerAnswersAndWhatToDo() {
        controller.close();

        assertThat(call("runs")).isEqualTo(15);
        assertThat(shell.err())
                .contains(controller.uri().toString(), "connection refused", "loadtester local", "--controller");
    }

    @Test
    void saysThatThePortOfTheConsoleIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int exitCode = shell.call("local", "--port", String.valueOf(taken.getLocalPort()));

            assertThat(exitCode).isEqualTo(15);
            assertThat(shell.err().lines())
                    .singleElement()
                    .asString()
                    .contains("port " + taken.getLocalPort(), "--port N");
        }
    }

    private int call(String... args) {
        String[] all = new String[args.length + 2];
        System.arraycopy(args, 0, all, 0, args.length);
        all[args.length] = "--controller";
        all[args.length + 1] = controller.uri().toString();
        return shell.call(all);
    }
}
