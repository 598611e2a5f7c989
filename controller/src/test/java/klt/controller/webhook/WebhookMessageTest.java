package klt.controller.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import klt.common.spec.sweep.SweepReader;
import klt.common.spec.sweep.SweepResult;
import klt.common.spec.sweep.SweepSpec;
import klt.controller.core.CoreHarness;
import klt.controller.core.notice.Notice;
import klt.controller.core.run.Event;
import klt.controller.core.run.Run;
import klt.controller.core.run.Sweep;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;
import klt.controller.store.StoredRun;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WebhookMessageTest {

    private static final Instant NOW = Instant.parse("2026-12-01T02:00:00Z");

    /** The example of the Standard Webhooks reference implementations. */
    @Test
    void aMessageIsSignedAsTheSpecificationAsks() {
        WebhookMessage message = new WebhookMessage("test", "msg_p5jXN8AQM9LWM0D4loKWxJek", "{\"test\": 2432232314}");
        byte[] key = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertThat(message.headers(Optional.of(key), Instant.ofEpochSecond(1_614_265_330)))
                .containsEntry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
                .containsEntry("webhook-timestamp", "1614265330")
                .containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void withoutASecretThereIsNoSignature() {
        assertThat(WebhookMessage.test("1", NOW, Optional.empty()).headers(Optional.empty(), NOW))
                .containsOnlyKeys("Content-Type", "webhook-id", "webhook-timestamp");
    }

    @Test
    void aRunIsReportedWithItsVerdictAndALink() {
        WebhookMessage message = ofRun("{messages: 1, name: nightly, topic: orders}", Optional.of("https://console"));

        JsonNode body = JsonMapper.shared().readTree(message.body());

        assertThat(message.id()).isEqualTo("run.ended:r");
        assertThat(body.at("/type").stringValue()).isEqualTo("run.ended");
        assertThat(body.at("/timestamp").stringValue()).isEqualTo("2026-12-01T02:00:00Z");
        assertThat(body.at("/text").stringValue())
                .startsWith("Run nightly (r) on topic orders: STOPPED, objectives NONE, measurement ")
                .endsWith(" https://console/runs/r");
        assertThat(body.at("/data/id").stringValue()).isEqualTo("r");
        assertThat(body.at("/data/verdict/integrity").stringValue()).isEqualTo("UNCHECKED");
        assertThat(body.at("/data/url").stringValue()).isEqualTo("https://console/runs/r");
    }

    @Test
    void aNameCannotMentionAChannel() {
        WebhookMessage message =
                ofRun("{messages: 1, name: '<!channel> & <https://evil|here>', topic: t}", Optional.empty());

        assertThat(JsonMapper.shared().readTree(message.body()).at("/text").stringValue())
                .startsWith("Run &lt;!channel&gt; &amp; &lt;https://evil|here&gt; (r)");
    }

    @Test
    void aSweepIsReportedWithItsNumberOfRuns() {
        SweepSpec spec = ((SweepResult.Valid) SweepReader.readYaml(
                        "{kind: sweep, name: matrix, messages: 1, sweep: {values: {rate: [1, 2]}, repeats: 2}}", 1_000))
                .sweep();
        Sweep sweep = new Sweep("s-1", spec, NOW).started(3).stopRequested(NOW).ended(NOW);

        JsonNode body = JsonMapper.shared()
                .readTree(WebhookMessage.ofSweep(
                                new Notice(Notice.Kind.SWEEP_ENDED, "s-1", NOW), sweep, Optional.of("https://console"))
                        .body());

        assertThat(body.at("/type").stringValue()).isEqualTo("sweep.ended");
        assertThat(body.at("/text").stringValue())
                .isEqualTo("Sweep matrix (s-1) was stopped after 3 of 4 runs. https://console/sweeps/s-1");
        assertThat(body.at("/data")).isEqualTo(JsonMapper.shared().readTree("""
                {"id": "s-1", "name": "matrix", "createdAt": "2026-12-01T02:00:00Z", "endedAt": "2026-12-01T02:00:00Z",
                 "started": 3, "runs": 4, "stopped": true, "url": "https://console/sweeps/s-1"}"""));
    }

    private static WebhookMessage ofRun(String spec, Optional<String> console) {
        CoreHarness harness = new CoreHarness();
        harness.submit("r", spec);
        Run run = harness.run("r");
        harness.on(new Event.StopRequested("r"));
        RunStore store = new RunStore();
        store.put(StoredRun.of(run, new Reporter("test"), harness.now()));
        return WebhookMessage.ofRun(
                new Notice(Notice.Kind.RUN_ENDED, "r", NOW), store.summary("r").orElseThrow(), console);
    }
}
