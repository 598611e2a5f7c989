package klt.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.cron.MissedStart;
import klt.common.cron.Overlap;
import klt.controller.bus.RunDocuments;
import klt.controller.bus.StoredDocuments;
import klt.controller.core.CoreHarness;
import klt.controller.core.cron.CronSchedule;
import klt.controller.core.cron.CronTimes;
import klt.controller.fixtures.CapturedLog;
import klt.controller.report.Reporter;
import org.junit.jupiter.api.Test;

class ScheduleStoreTest {

    private static final Instant DUE = Instant.parse("2026-12-01T01:00:00Z");

    private final RunStore runs = new RunStore();
    private final ScheduleStore store = runs.schedules();
    private final StoredDocuments documents = new StoredDocuments(runs, new Reporter("test"));

    private static CronSchedule schedule(String name) {
        return new CronSchedule(
                new CronSchedule.Settings(
                        name,
                        new CronTimes("0 2 * * 1-5", ZoneId.of("Europe/Berlin")),
                        Overlap.QUEUE,
                        true,
                        CoreHarness.spec(
                                "{kind: limit, limit: {to: 1000}, objectives: ['response.p99<20ms'], tags: {schedule: a}}")),
                Instant.EPOCH);
    }

    @Test
    void anotherStoreReadsTheSameSchedule() {
        CronSchedule schedule = schedule("nightly")
                .started(DUE)
                .missed(DUE.plusSeconds(60), MissedStart.Reason.REFUSED, Optional.of("the queue is full"));

        byte[] document = store.put(schedule);

        assertThat(new ScheduleStore().load("nightly", document)).contains(schedule);
        assertThat(store.document("nightly")).contains(document);
    }

    @Test
    void aScheduleThatThisVersionRefusesIsNotListedAndTheLogSaysWhy() {
        byte[] refused = new String(store.put(schedule("nightly")), StandardCharsets.UTF_8)
                .replace("Europe/Berlin", "Europe/Berlim")
                .getBytes(StandardCharsets.UTF_8);

        try (CapturedLog log = new CapturedLog(DocumentStore.class)) {
            assertThat(store.load("nightly", refused)).isEmpty();

            assertThat(log.lines()).singleElement().asString().contains("WARN", "schedule nightly", "not listed");
        }
        assertThat(store.all()).isEmpty();
    }

    @Test
    void theDocumentsOfTheTopicIncludeSchedules() {
        String key = RunDocuments.SCHEDULE_KEY + "nightly";
        byte[] document = documents.put(schedule("nightly"));
        documents.put(schedule("a"));

        assertThat(RunDocuments.isRun(key)).isFalse();
        assertThat(documents.keys()).containsExactlyInAnyOrder(key, RunDocuments.SCHEDULE_KEY + "a");
        assertThat(documents.document(key)).contains(document);
        assertThat(store.all()).extracting(known -> known.settings().name()).isEqualTo(List.of("a", "nightly"));
        documents.remove(key);
        assertThat(store.find("nightly")).isEmpty();
        assertThat(documents.document(key)).isEmpty();
        assertThat(documents.loadSchedule(key, document)).contains(schedule("nightly"));
        documents.retain(Set.of(key));
        assertThat(documents.keys()).containsExactly(key);
        assertThat(documents.loadSchedule(key, null)).isEmpty();
        assertThat(documents.keys()).isEmpty();
    }
}
