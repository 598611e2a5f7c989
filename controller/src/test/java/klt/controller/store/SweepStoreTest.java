package klt.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import klt.common.spec.sweep.SweepReader;
import klt.common.spec.sweep.SweepResult;
import klt.common.spec.sweep.SweepSpec;
import klt.controller.bus.RunDocuments;
import klt.controller.bus.StoredDocuments;
import klt.controller.core.run.Sweep;
import klt.controller.fixtures.CapturedLog;
import klt.controller.report.Reporter;
import org.junit.jupiter.api.Test;

class SweepStoreTest {

    private static final SweepSpec SPEC = ((SweepResult.Valid) SweepReader.readYaml(
                    "{kind: sweep, messages: 10, sweep: {values: {producer.acks: [1, all]}, repeats: 2}}", 1_000))
            .sweep();

    private final RunStore runs = new RunStore();
    private final SweepStore store = runs.sweeps();
    private final StoredDocuments documents = new StoredDocuments(runs, new Reporter("test"));

    private static Sweep sweep(String id, int second) {
        return new Sweep(id, SPEC, Instant.ofEpochSecond(second));
    }

    @Test
    void anotherStoreReadsTheSameSweep() {
        Sweep sweep = sweep("s-1", 1).started(3).stopRequested(Instant.ofEpochSecond(2));

        byte[] document = store.put(sweep);

        assertThat(new SweepStore().load("s-1", document)).contains(sweep);
        assertThat(store.document("s-1")).contains(document);
    }

    @Test
    void runsOfSweepsInProgressAreNotDeleted() {
        store.put(sweep("s-1", 1).started(3));
        store.put(sweep("s-2", 2).started(2).ended(Instant.ofEpochSecond(9)));

        assertThat(store.runsInProgress()).containsExactlyInAnyOrder("s-1-c1-r1", "s-1-c2-r1", "s-1-c1-r2");
    }

    @Test
    void whatCannotBeReadIsNoSweep() {
        byte[] document = store.put(sweep("s-1", 1));
        String text = new String(document, StandardCharsets.UTF_8);

        assertThat(store.load("s-2", document)).as("another id").isEmpty();
        for (String foreign :
                List.of("{", "{}", "null", text.replace("\"v\":1", "\"v\":2"), text.replace("sweep\"", "swap\""))) {
            assertThat(store.load("s-1", foreign.getBytes(StandardCharsets.UTF_8)))
                    .as(foreign)
                    .isEmpty();
        }
        assertThat(store.ids()).isEmpty();
    }

    @Test
    void aSweepThatThisVersionRefusesIsNotListedAndTheLogSaysWhy() {
        byte[] refused = new String(store.put(sweep("s-1", 1)), StandardCharsets.UTF_8)
                .replace("\"repeats\":2", "\"repeats\":99")
                .getBytes(StandardCharsets.UTF_8);

        try (CapturedLog log = new CapturedLog(DocumentStore.class)) {
            assertThat(store.load("s-1", refused)).isEmpty();

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("WARN", "sweep s-1", "sweep.repeats", "not listed");
        }
        assertThat(store.all()).isEmpty();
    }

    @Test
    void onlyTheOldestEndedSweepsAreSurplus() {
        for (int i = 0; i < SweepStore.SWEEPS_MAX; i++) {
            store.put(sweep("s-" + (i + 2), i + 2));
        }
        store.put(sweep("s-0", 0));
        store.put(sweep("s-1", 1).ended(Instant.ofEpochSecond(9)));

        assertThat(store.surplus()).containsExactly("s-1");
        assertThat(documents.surplus(Instant.EPOCH)).containsExactly(RunDocuments.SWEEP_KEY + "s-1");
        assertThat(store.all().getFirst().id()).isEqualTo("s-" + (SweepStore.SWEEPS_MAX + 1));
    }

    @Test
    void theDocumentsOfTheTopicIncludeSweeps() {
        String key = RunDocuments.SWEEP_KEY + "s-1";
        byte[] document = documents.put(sweep("s-1", 1));

        assertThat(documents.keys()).containsExactly(key);
        assertThat(documents.document(key)).contains(document);
        assertThat(documents.loadSweep(key, document)).isPresent();
        assertThat(documents.loadSweep(key, store.put(sweep("s-1", 1).ended(Instant.EPOCH))))
                .as("ended")
                .isEmpty();
        documents.retain(Set.of(key));
        assertThat(store.find("s-1")).isPresent();
        documents.retain(Set.of("r-1"));
        assertThat(store.find("s-1")).isEmpty();
    }

    @Test
    void aDeletedSweepIsForgotten() {
        String key = RunDocuments.SWEEP_KEY + "s-1";
        documents.put(sweep("s-1", 1));

        assertThat(documents.loadSweep(key, null)).isEmpty();

        assertThat(documents.keys()).isEmpty();
    }
}
