package klt.cli.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import klt.cli.outcome.Failure;
import klt.common.settings.Environment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

    @TempDir
    private Path folder;

    private static Credentials from(Map<String, String> variables) {
        return Credentials.from(new Environment(variables));
    }

    private String file(String content) throws IOException {
        return Files.writeString(folder.resolve("secret"), content).toString();
    }

    @Test
    void thereAreNoneWithoutVariables() {
        assertThat(from(Map.of())).isEqualTo(Credentials.NONE);
    }

    @Test
    void aTokenComesFromAFileOrAVariable() throws IOException {
        assertThat(from(Map.of("CONTROLLER_TOKEN", "canary")).authorization()).hasValue("Bearer canary");
        assertThat(from(Map.of("CONTROLLER_TOKEN_FILE", file("canary\n"))).authorization())
                .hasValue("Bearer canary");
    }

    @Test
    void aUserHasAPassword() throws IOException {
        assertThat(from(Map.of("CONTROLLER_USER", "bob", "CONTROLLER_PASSWORD_FILE", file("canary\n")))
                        .authorization())
                .hasValue("Basic Ym9iOmNhbmFyeQ==");
        assertThat(from(Map.of("CONTROLLER_USER", "bob", "CONTROLLER_PASSWORD", "canary"))
                        .authorization())
                .hasValue("Basic Ym9iOmNhbmFyeQ==");
    }

    @Test
    void contradictionsAreNamedWithoutASecret() throws IOException {
        String file = file("canary");
        for (Map<String, String> variables : List.of(
                Map.of("CONTROLLER_TOKEN", "canary", "CONTROLLER_TOKEN_FILE", file),
                Map.of("CONTROLLER_TOKEN", "canary", "CONTROLLER_USER", "bob"),
                Map.of("CONTROLLER_USER", "bob"),
                Map.of("CONTROLLER_PASSWORD", "canary"),
                Map.of("CONTROLLER_TOKEN", "canary\ncanary"),
                Map.of("CONTROLLER_TOKEN_FILE", folder.resolve("nothing").toString()),
                Map.of(
                        "CONTROLLER_TOKEN_FILE",
                        Files.writeString(folder.resolve("empty"), "\n").toString()))) {
            assertThatThrownBy(() -> from(variables))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("CONTROLLER_")
                    .hasMessageNotContaining("canary");
        }
    }

    @Test
    void whatNoHeaderCanContainIsRefusedWithoutShowingIt() throws IOException {
        for (String value :
                List.of("\uFEFFcanary", "canary canary", "canary\u0007", "canary\u00e9", "canary".repeat(100))) {
            String file = file(value);
            assertMistake(Map.of("CONTROLLER_TOKEN_FILE", file), "CONTROLLER_TOKEN_FILE takes ");
            assertMistake(Map.of("CONTROLLER_TOKEN", value), "CONTROLLER_TOKEN takes ");
            assertMistake(
                    Map.of("CONTROLLER_USER", "bob", "CONTROLLER_PASSWORD_FILE", file),
                    "CONTROLLER_PASSWORD_FILE takes ");
        }
        for (String name : List.of("canary:x", "canary\ncanary", "canary\u0007")) {
            assertMistake(Map.of("CONTROLLER_USER", name, "CONTROLLER_PASSWORD", "secret"), "CONTROLLER_USER takes ");
        }
        assertMistake(Map.of("CONTROLLER_TOKEN_FILE", file("\n")), "CONTROLLER_TOKEN_FILE is empty");
    }

    private static void assertMistake(Map<String, String> variables, String message) {
        assertThatThrownBy(() -> from(variables))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("canary");
    }

    @Test
    void theyAreNeverShown() {
        assertThat(from(Map.of("CONTROLLER_TOKEN", "canary")).toString()).doesNotContain("canary");
    }
}
