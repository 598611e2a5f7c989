package klt.cli.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import klt.cli.RunJson;
import klt.common.protocol.RunPhase;
import klt.common.report.RunView;
import klt.common.spec.consumers.GroupProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class DocumentReaderTest {

    private final ObjectNode document = RunJson.done();

    @Test
    void ignoresFieldsThatANewerControllerAdds() {
        RunView known = read(document);

        document.put("novelty", 1);
        object("messages").put("novelty", 1);
        object("responseTime").putNull("p99999");
        object("endToEnd").put("novelty", 1);
        object("verification").putObject("novelty").put("count", 1);
        ((ObjectNode) document.get("workers").get(0)).put("novelty", "x");

        assertThat(read(document)).isEqualTo(known);
    }

    @Test
    void ignoresKeysOfASpecThatANewerControllerAdds() {
        RunView known = read(document);

        object("spec").put("novelty", 1);
        object("spec").putObject("schema").put("registry", "http://localhost");
        ((ObjectNode) document.at("/spec/producer")).put("novelty", true);

        assertThat(read(document)).isEqualTo(known);
    }

    @Test
    void aValueOfASpecThatItDoesNotKnowCountsAsTheDefault() {
        object("spec").putObject("consumers").put("groups", 1).put("protocol", "novelty");
        object("spec").put("duration", "2 fortnights").put("objectives", "novelty");

        RunView run = read(document);

        assertThat(run.result().spec().consumers().common().protocol()).isEqualTo(GroupProtocol.CLASSIC);
        assertThat(run.result().spec().consumers().groups()).hasSize(1);
        assertThat(run.result().spec().name()).isEqualTo("steady");
        assertThat(run.result().spec().workers().expected()).isEqualTo(2);
    }

    @Test
    void keepsTheWordsOfANewerControllerThatAreOnlyShown() {
        ((ObjectNode) document.get("workers").get(0)).put("state", "NOVEL");
        ((ArrayNode) document.get("errors"))
                .addObject()
                .put("errorClass", "NovelException")
                .put("outcome", "NOVEL")
                .put("count", 1)
                .put("sample", "new");
        ((ArrayNode) document.at("/verification/samples"))
                .addObject()
                .put("kind", "NOVEL")
                .put("partition", 0);

        RunView run = read(document);

        assertThat(run.result().workers().getFirst().state()).isEqualTo("NOVEL");
        assertThat(run.result().log().errors().getFirst().outcome()).isEqualTo("NOVEL");
        assertThat(run.phase()).isEqualTo(RunPhase.DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"objectives", "validity", "integrity"})
    void refusesAVerdictThatItCannotJudge(String part) {
        object("verdict").put(part, "NOVEL");

        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(document));
    }

    @Test
    void refusesAPhaseThatItDoesNotKnow() {
        document.put("phase", "NOVEL");

        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(document));
    }

    private ObjectNode object(String key) {
        return (ObjectNode) document.get(key);
    }

    private static RunView read(ObjectNode json) {
        return DocumentReader.read(json.toString(), RunView.class);
    }
}
