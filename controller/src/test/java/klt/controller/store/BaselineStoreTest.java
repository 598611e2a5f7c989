package klt.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import klt.common.compare.Baseline;
import klt.controller.bus.RunDocuments;
import klt.controller.bus.StoredDocuments;
import klt.controller.report.Reporter;
import org.junit.jupiter.api.Test;

class BaselineStoreTest {

    private static final Baseline MAIN = new Baseline("main", List.of("r-1", "r-2"), Instant.ofEpochSecond(7));
    private static final Baseline OLD = new Baseline("a.b", List.of("r-1"), Instant.EPOCH);

    private final RunStore runs = new RunStore();
    private final BaselineStore store = runs.baselines();
    private final StoredDocuments documents = new StoredDocuments(runs, new Reporter("test"));

    @Test
    void aBaselineIsTheSameAfterItWasWrittenAndRead() {
        BaselineStore other = new BaselineStore();

        other.load("main", store.put(MAIN));

        assertThat(other.all()).containsExactly(MAIN);
        other.load("main", null);
        assertThat(other.all()).isEmpty();
    }

    @Test
    void aDocumentThatCannotBeReadIsPassedOver() {
        store.put(MAIN);
        for (String document : List.of("", "{}", "[1]", "{\"v\":2,\"baseline\":{}}", "{\"v\":1}")) {
            store.load("main", document.getBytes(StandardCharsets.UTF_8));

            assertThat(store.find("main")).as(document).isEmpty();
        }
        store.load("other", new BaselineStore().put(MAIN));
        assertThat(store.all()).isEmpty();
    }

    @Test
    void baselinesAreInTheOrderOfTheirNamesAndKnowTheirRuns() {
        store.put(MAIN);
        store.put(OLD);

        assertThat(store.all()).containsExactly(OLD, MAIN);
        assertThat(store.runs()).containsExactlyInAnyOrder("r-1", "r-2");
    }

    @Test
    void theDocumentsOfTheTopicIncludeBaselines() {
        String key = RunDocuments.BASELINE_KEY + "main";
        byte[] document = documents.put(MAIN);

        assertThat(documents.keys()).containsExactly(key);
        assertThat(documents.document(key)).contains(document);
        documents.remove(key);
        assertThat(store.all()).isEmpty();
        documents.loadBaseline(key, document);
        assertThat(store.all()).containsExactly(MAIN);
        documents.retain(Set.of("r-1"));
        assertThat(store.all()).isEmpty();
    }
}
