package klt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import klt.cli.outcome.ExitCode;
import klt.common.protocol.RunPhase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
@Execution(ExecutionMode.CONCURRENT)
class RunCommandTest {

    private final Shell shell = new Shell();
    private FakeController controller;

    @TempDir
    private Path folder;

    @BeforeEach
    void startController() throws IOException {
        controller = new FakeController(0);
    }

    @AfterEach
    void endController() {
        controller.close();
    }

    @Test
    void sendsTheCredentialsInItsEnvironment() {
        shell.withVariables(Map.of("CONTROLLER_USER", "bob", "CONTROLLER_PASSWORD", "canary"));
        controller.plays(RunJson.done());

        assertThat(run("--messages", "10")).isZero();

        assertThat(controller.authorizations()).hasSizeGreaterThan(2).containsOnly("Basic Ym9iOmNhbmFyeQ==");
    }

    @Test
    void submitsTheSpecFollowsTheRunAndSumsItUp() {
        controller.plays(RunJson.waiting(RunPhase.PREPARING), RunJson.running(), RunJson.done());

        int exitCode = run("--messages", "10k", "--rate", "1000", "--set", "producer.acks=1");

        assertThat(exitCode).isZero();
        assertThat(controller.body("POST", "/api/runs"))
                .isEqualTo("{\"producer\":{\"acks\":1},\"messages\":\"10k\",\"rate\":1000}");
        assertThat(shell.out())
                .containsSubsequence(
                        "submitted " + RunJson.ID,
                        "QUEUED",
                        "PREPARING · 1 of 2 workers ready",
                        "RUNNING · 42%",
                        "DONE in 10 s",
                        "Objectives  PASS",
                        "Response")
                .doesNotContain("\u001b", "\r");
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void redrawsOneLineOnATerminalAndClearsItBeforeTheSummary() {
        controller.plays(RunJson.running(), RunJson.done());
        shell.onTerminal(100);

        run("--messages", "10k");

        assertThat(shell.out())
                .containsSubsequence("\r\u001b[KRUNNING    ██", "\r\u001b[K\n" + RunJson.ID + "  steady");
    }

    @ParameterizedTest
    @CsvSource({"FAIL, VALID, INTACT, 10", "PASS, INVALID, INTACT, 11", "PASS, VALID, VIOLATED, 12"})
    void tellsTheVerdictByItsExitCode(String objectives, String validity, String integrity, int exitCode) {
        controller.plays(RunJson.withVerdict(RunJson.done(), objectives, validity, integrity));

        assertThat(run("--messages", "10k")).isEqualTo(exitCode);
    }

    @ParameterizedTest
    @CsvSource({
        "WORKERS_NOT_READY: 1 of 2 workers came, 14",
        "KAFKA_UNREACHABLE: no answer, 15",
        "TOPIC_DELETED: the topic was deleted, 13"
    })
    void tellsWhyARunFailed(String reason, int exitCode) {
        controller.plays(RunJson.ended(RunPhase.FAILED, reason));

        assertThat(run("--messages", "10k")).isEqualTo(exitCode);
        assertThat(shell.out()).contains("FAILED", reason);
    }

    @Test
    void stopsTheRunOnTheFirstCtrlCAndStillReports() throws IOException {
        controller.plays(RunJson.running()).onPoll(shell::interrupt);
        Path report = folder.resolve("report.json");

        int exitCode = run("--messages", "10k", "--json", report.toString());

        assertThat(exitCode).isEqualTo(13);
        assertThat(controller.body("POST", "/api/runs/" + RunJson.ID + "/stop")).isEmpty();
        assertThat(shell.out()).containsSubsequence("Stopping " + RunJson.ID, "STOPPED after", "Latency");
        assertThat(report).content().contains("\"phase\":\"STOPPED\"").endsWith("}\n");
    }

    @Test
    void doesNotSubmitWhatTheUserStoppedBefore() {
        controller.isNotReady("starting");
        shell.interrupt();

        assertThat(run("--messages", "10k")).isEqualTo(13);
        assertThat(controller.requests()).noneMatch(request -> request.method().equals("POST"));
    }

    @Test
    void writesTheReportToStdoutAndAllElseToStderr() {
        controller.plays(RunJson.done());

        int exitCode = run("--messages", "10k", "--json", "-");

        assertThat(exitCode).isZero();
        assertThat(shell.out()).isEqualTo("{\"id\":\"" + RunJson.ID + "\",\"phase\":\"DONE\"}\n");
        assertThat(shell.err()).contains("DONE in 10 s", "Latency");
    }

    @Test
    void saysNothingWhenQuiet() {
        controller.plays(RunJson.withVerdict(RunJson.done(), "FAIL", "VALID", "INTACT"));

        assertThat(run("--messages", "10k", "--quiet")).isEqualTo(10);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void printsEveryMistakeThatTheControllerFindsInTheSpec() {
        controller.refuses(400, """
                {"type": "about:blank", "title": "The spec is invalid", "status": 400, "detail": "2 errors in the spec",
                 "errors": [{"field": "payload.size", "message": "is too small"}, {"field": "rate", "message": "is no number"}]}
                """);

        assertThat(run("--messages", "10k", "--rate", "x")).isEqualTo(2);
        assertThat(shell.err()).isEqualTo("""
                        loadtester: 2 errors in the spec
                          payload.size: is too small
                          rate: is no number
                        """);
    }

    @Test
    void readsASpecFile() throws IOException {
        controller.plays(RunJson.done());
        Path spec = Files.writeString(folder.resolve("spec.yaml"), "name: from file\nmessages: 10\n");

        run(spec.toString(), "--size", "2048");

        assertThat(controller.body("POST", "/api/runs"))
                .isEqualTo("{\"name\":\"from file\",\"messages\":10,\"payload\":{\"size\":2048}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run --mesages 5                                | Did you mean --messages?",
                "run nowhere.yaml                               | no such file",
                "run --messages 1 --json /nowhere/at/all.json   | folder does not exist: /nowhere/at",
                "run --messages 1 --junit /nowhere/at/all.xml   | --junit /nowhere/at/all.xml: folder does not exist",
                "run --messages 1 --summary /nowhere/at/all.md  | --summary /nowhere/at/all.md: folder does not exist",
                "run --messages 1 --summary /                   | --summary /: ",
                "run --messages 1 --junit - --json -            | --json and --junit name the same file: -",
                "run --messages 1 --junit x --summary ./x       | --junit and --summary name the same file: ./x",
                "run --controller x --kafka y                   | mutually exclusive",
                "run --controller x --workers 3                 | --set workers.expected=N",
                "run --workers 0                                | --workers takes a number from 1 to 32",
                "run --workers many                             | Invalid value for option",
                "run                                            | messages: is missing",
                "run --messages 5 --set nonsense=1              | nonsense: is not a known key",
                "run --messages 5 --set producer.linger=1       | did you mean producer.lingerMs?",
                "run --preset nonsense                          | presets are smoke, quick-check, steady,",
                "run spec.yaml --preset soak                    | --preset and SPEC.yaml are mutually exclusive",
                "run --print                                    | messages: is missing",
                "run --stages 5x:1                              | load.stages[0].duration: takes a time",
                "run --messages 5 --set nonsense                | --set takes path=value",
                "local --port 70000                             | --port takes a number from 0 to 65535",
                "rate " + RunJson.ID + " max                    | is not a rate",
                "show ../../health                              | not a run id",
                "nonsense                                       | loadtester --help"
            })
    void saysInOneLineWhatIsWrongWithTheUsage(String command, String hint) {
        int exitCode = shell.call(command.strip().split(" +"));

        assertThat(exitCode).isEqualTo(2);
        assertThat(shell.err()).startsWith("loadtester: ").contains(hint);
        assertThat(shell.err().lines().filter(line -> !line.startsWith("  "))).hasSize(1);
    }

    @Test
    void suggestsAKeyInPlaceOfOneThatTheControllerRefuses() {
        controller.refuses(400, """
                {"title": "Invalid", "status": 400, "detail": "the spec is invalid",
                 "errors": [{"field": "producer.ack", "message": "is not a known key"}]}
                """);

        assertThat(run("--messages", "5", "--set", "producer.ack=1")).isEqualTo(2);
        assertThat(shell.err()).contains("producer.ack: is not a known key; did you mean producer.acks?");
    }

    @Test
    void printsTheSpecOfAPresetAndRunsNothing() {
        assertThat(shell.call("run", "--preset", "stress", "--topic", "orders", "--print"))
                .isZero();

        assertThat(shell.out())
                .contains(
                        "name: \"stress\"", "load:\n  stages: \"2m:5000,5m:5000,1m:0\"", "topic:\n  name: \"orders\"");
        assertThat(controller.requests()).isEmpty();
    }

    @Test
    void sendsTheStagesOfTheCommandLine() {
        controller.plays(RunJson.done());

        run("--preset", "steady", "--stages", "2m:10k,10m:10k");

        assertThat(controller.body("POST", "/api/runs"))
                .isEqualTo("{\"name\":\"steady\",\"load\":{\"stages\":\"2m:10k,10m:10k\"}}");
    }

    @Test
    void theHelpListsTheKeysOfASpec() {
        assertThat(shell.call("run", "--help")).isZero();
        assertThat(shell.out()).contains("Keys of the spec:", "  producer.compression ", "zstd (none)");
    }

    @Test
    void theHelpOfASearchNamesNoOptionThatItLacks() {
        assertThat(shell.call("limit", "--help")).isZero();
        assertThat(shell.out()).contains("--duration").doesNotContain("--messages", "--rate ", "--stages");
    }

    @Test
    void continuesWhenTheControllerDoesNotAnswerForAWhile() {
        AtomicInteger polls = new AtomicInteger();
        controller.plays(RunJson.running(), RunJson.running(), RunJson.done()).onPoll(() -> {
            int poll = polls.incrementAndGet();
            // more often than the HTTP client retries by itself
            if (poll > 1 && poll < 20) {
                throw new IllegalStateException("the connection breaks");
            }
        });

        assertThat(run("--messages", "10k")).isZero();
        assertThat(polls).hasValueGreaterThanOrEqualTo(20);
    }

    @Test
    void waitsForANewControllerThatHasNotReadItsStateYet() {
        controller.plays(RunJson.running(), RunJson.done()).doesNotKnowItsRunsYet(3);

        assertThat(run("--messages", "10k")).isZero();
        assertThat(shell.out()).contains("DONE in 10 s");
    }

    @Test
    void endsIfTheControllerNoLongerAcceptsTheCredentials() {
        controller.answers("GET /api/runs/" + RunJson.ID, 401, List.of("{\"detail\": \"the token is not valid\"}"));

        assertThat(run("--messages", "10k")).isEqualTo(ExitCode.USAGE.number());
        assertThat(shell.err())
                .contains(
                        "no longer accepts the credentials: the token is not valid",
                        "CONTROLLER_TOKEN_FILE",
                        RunJson.ID);
    }

    @Test
    void waitsForTheReportOfANewControllerThatHasNotReadItsStateYet() throws IOException {
        Path report = folder.resolve("report.json");
        controller.plays(RunJson.done()).onPoll(() -> controller.doesNotKnowItsRunsYet(2));

        assertThat(run("--messages", "10k", "--json", report.toString())).isZero();
        assertThat(report).content().contains("\"phase\":\"DONE\"");
    }

    private int run(String... args) {
        String[] all = new String[args.length + 3];
        all[0] = "run";
        all[1] = "--controller";
        all[2] = controller.uri().toString();
        System.arraycopy(args, 0, all, 3, args.length);
        return shell.call(all);
    }
}
