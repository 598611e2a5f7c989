package klt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ScheduleCommandTest {

    private static final String PATH = "/api/schedules/nightly";
    private static final String NIGHTLY = """
            {"name": "nightly", "cron": "0 2 * * *", "zone": "Europe/Berlin", "overlap": "queue", "enabled": true,
             "spec": {"messages": 5, "later": 1}, "nextStart": "2026-12-02T01:00:00Z",
             "lastStart": {"at": "2026-12-01T01:00:00Z", "run": "c-nightly-20261201-0100"},
             "missed": 2, "lastMissed": {"at": "2026-11-30T01:00:00Z", "reason": "NO_CONTROLLER", "detail": null}}
            """;
    private static final String WEEKLY = """
            {"name": "weekly", "cron": "0 2 * * 1", "zone": "UTC", "overlap": "skip", "enabled": false,
             "spec": {"messages": 5}, "nextStart": null, "lastStart": null, "missed": 0, "lastMissed": null}
            """;

    private final Shell shell = new Shell();

    @TempDir
    private Path folder;

    private FakeController controller;
    private Path spec;

    @BeforeEach
    void startController() throws IOException {
        controller = new FakeController(0)
                .answers("GET /api/schedules", 200, List.of("{\"schedules\": [" + NIGHTLY + "," + WEEKLY + "]}"))
                .answers("GET " + PATH, 200, List.of(NIGHTLY))
                .answers("PUT " + PATH, 200, List.of(NIGHTLY))
                .answers("DELETE " + PATH, 204, List.of(""));
        spec = Files.writeString(folder.resolve("spec.yaml"), "messages: 5\n");
    }

    @AfterEach
    void endController() {
        controller.close();
    }

    private int call(String... args) {
        List<String> all = new ArrayList<>(List.of("schedule"));
        all.addAll(List.of(args));
        all.addAll(List.of("--controller", controller.uri().toString()));
        return shell.call(all.toArray(String[]::new));
    }

    private static String local(String instant) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")
                .format(Instant.parse(instant).atZone(ZoneId.systemDefault()));
    }

    @Test
    void listsTheSchedules() {
        assertThat(call()).isZero();

        assertThat(shell.out()).isEqualTo("""
                        NAME     CRON       ZONE           NEXT START        LAST RUN                 MISSED
                        nightly  0 2 * * *  Europe/Berlin  %s  c-nightly-20261201-0100  2, last %s: no leading controller, or Kafka did not respond
                        weekly   0 2 * * 1  UTC            disabled          –                        0
                        """.formatted(local("2026-12-02T01:00:00Z"), local("2026-11-30T01:00:00Z")));
    }

    @Test
    void saysThatThereAreNone() {
        controller.answers("GET /api/schedules", 200, List.of("{\"schedules\": []}"));

        assertThat(call()).isZero();

        assertThat(shell.out()).isEqualTo("No schedules yet.\n");
    }

    @Test
    void setsASchedule() {
        assertThat(call("nightly", "--cron", "0 2 * * *", spec.toString())).isZero();

        assertThat(controller.body("PUT", PATH))
                .isEqualTo("{\"cron\":\"0 2 * * *\",\"enabled\":true,\"spec\":{\"messages\":5}}");
        assertThat(shell.out()).contains("nightly  0 2 * * *");
    }

    @Test
    void setsEachOption() {
        assertThat(call(
                        "nightly",
                        "--cron=0 2 * * *",
                        "--zone=Europe/Berlin",
                        "--overlap=queue",
                        "--disable",
                        spec.toString()))
                .isZero();

        assertThat(controller.body("PUT", PATH))
                .isEqualTo("{\"cron\":\"0 2 * * *\",\"enabled\":false,\"spec\":{\"messages\":5},"
                        + "\"zone\":\"Europe/Berlin\",\"overlap\":\"queue\"}");
    }

    @Test
    void disablesAndEnablesWithoutOtherChanges() {
        assertThat(call("nightly", "--disable")).isZero();

        assertThat(controller.body("PUT", PATH))
                .isEqualTo("{\"cron\":\"0 2 * * *\",\"enabled\":false,\"spec\":{\"messages\":5,\"later\":1},"
                        + "\"zone\":\"Europe/Berlin\",\"overlap\":\"queue\"}");
        assertThat(call("nightly", "--enable")).isZero();
        assertThat(controller.requests().getLast().body()).contains("\"enabled\":true");
    }

    @Test
    void deletesASchedule() {
        assertThat(call("nightly", "--delete")).isZero();

        assertThat(shell.out()).isEqualTo("deleted schedule nightly\n");
    }

    @Test
    void badUsageSendsNothing() {
        assertThat(call("night/ly")).isEqualTo(2);
        assertThat(call("--delete")).isEqualTo(2);
        assertThat(call("nightly", spec.toString())).isEqualTo(2);
        assertThat(call("nightly", "--cron", "0 2 * * *")).isEqualTo(2);
        assertThat(call("nightly", "--cron", "0 2 * * *", "--delete", spec.toString()))
                .isEqualTo(2);
        assertThat(call("nightly", "--delete", "--disable")).isEqualTo(2);
        assertThat(call(
                        "nightly",
                        "--cron",
                        "0 2 * * *",
                        folder.resolve("none.yaml").toString()))
                .isEqualTo(2);
        assertThat(controller.requests()).isEmpty();
    }

    @Test
    void aRefusalIsShown() {
        controller.answers(
                "PUT " + PATH,
                400,
                List.of("{\"type\":\"about:blank\",\"title\":\"No\",\"status\":400,\"detail\":\"cron: is never due\","
                        + "\"errors\":[{\"field\":\"cron\",\"message\":\"is never due\"}]}"));

        assertThat(call("nightly", "--cron", "0 0 30 2 *", spec.toString())).isEqualTo(2);

        assertThat(shell.err()).containsOnlyOnce("cron: is never due");
    }
}
