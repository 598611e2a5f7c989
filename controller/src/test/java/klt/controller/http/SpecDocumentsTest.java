package klt.controller.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import klt.common.spec.SpecSchema;
import org.junit.jupiter.api.Test;

/** The documents that are generated from the table of spec keys are up to date. With {@code -Dspec.write=true}, this test writes them. */
class SpecDocumentsTest {

    static final String COMMAND =
            "mvn -q test -pl controller -am -Dtest=SpecDocumentsTest -Dspec.write=true -Dsurefire.failIfNoSpecifiedTests=false";

    private static final Path ROOT = Path.of("..");
    private static final SpecSchema SCHEMA = SpecSchema.current();

    @Test
    void theContract() throws IOException {
        Path file = ROOT.resolve("controller/src/main/resources/openapi.yaml");
        String text = Files.readString(file);
        String begin = SpecContract.BEGIN + "\n";

        assertThat(text).containsOnlyOnce(begin).containsOnlyOnce(SpecContract.END);
        check(
                file,
                text.substring(0, text.indexOf(begin))
                        + begin
                        + SpecContract.schemas(SCHEMA)
                        + text.substring(text.indexOf(SpecContract.END)));
    }

    @Test
    void theReference() throws IOException {
        check(ROOT.resolve("docs/spec.md"), SpecReference.page(SCHEMA));
    }

    /** The tests of the console read the response of {@code GET /api/spec-schema}. */
    @Test
    void theAnswerThatTheTestsOfTheConsoleRead() throws IOException {
        String groups =
                SCHEMA.groups().stream().map(Json.MAPPER::writeValueAsString).collect(Collectors.joining(",\n"));
        String keys =
                SCHEMA.keys().stream().map(Json.MAPPER::writeValueAsString).collect(Collectors.joining(",\n"));
        String json = "{\"groups\":[\n" + groups + "\n],\"keys\":[\n" + keys + "\n]}\n";

        assertThat(Json.MAPPER.readTree(json)).isEqualTo(Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(SCHEMA)));
        check(ROOT.resolve("ui/src/test/js/spec-schema.json"), json);
    }

    private static void check(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("spec.write")) {
            Files.writeString(file, expected);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("%s differs from the table of spec keys; run: %s", file.normalize(), COMMAND)
                .isEqualTo(expected);
    }
}
