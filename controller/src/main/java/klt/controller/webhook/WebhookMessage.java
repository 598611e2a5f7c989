package klt.controller.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import klt.common.report.RunSummary;
import klt.common.report.Verdict;
import klt.common.text.OneLine;
import klt.controller.core.notice.Notice;
import klt.controller.core.run.Sweep;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A message according to the Standard Webhooks specification, version 1.0. In addition, it has a {@code text}, which Slack displays.
 *
 * @param type such as {@code run.ended}
 * @param id the same for all attempts, so that a receiver can recognise a message that it has already processed
 * @param body JSON with {@code type}, {@code timestamp}, {@code data} and {@code text}
 */
record WebhookMessage(String type, String id, String body) {

    static final String TEST_TYPE = "test";

    private static final String ALGORITHM = "HmacSHA256";
    private static final int NAME_LENGTH_MAX = 100;
    private static final int REASON_LENGTH_MAX = 300;

    private static final JsonMapper JSON = JsonMapper.shared();

    static WebhookMessage ofRun(Notice notice, RunSummary run, Optional<String> console) {
        Optional<String> url = console.map(base -> base + "/runs/" + run.id());
        Verdict verdict = run.verdict();
        String text = "Run " + escaped(run.run().name(), NAME_LENGTH_MAX) + " (" + run.id() + ") on topic "
                + escaped(run.run().topic(), NAME_LENGTH_MAX) + ": "
                + run.phase() + ", objectives " + verdict.objectives() + ", measurement " + verdict.validity()
                + ", integrity " + verdict.integrity() + "."
                + run.run()
                        .reason()
                        .map(reason -> " Reason: " + escaped(reason, REASON_LENGTH_MAX) + ".")
                        .orElse("");
        return of(notice, JSON.valueToTree(run), text, url);
    }

    static WebhookMessage ofSweep(Notice notice, Sweep sweep, Optional<String> console) {
        Optional<String> url = console.map(base -> base + "/sweeps/" + sweep.id());
        ObjectNode data = JSON.createObjectNode()
                .put("id", sweep.id())
                .put("name", sweep.spec().name())
                .put("createdAt", sweep.createdAt().toString())
                .put("endedAt", notice.endedAt().toString())
                .put("started", sweep.started())
                .put("runs", sweep.spec().runs())
                .put("stopped", sweep.isStopping());
        String text = "Sweep " + escaped(sweep.spec().name(), NAME_LENGTH_MAX) + " (" + sweep.id() + ") "
                + (sweep.isStopping() ? "was stopped after " : "has ended: ") + sweep.started() + " of "
                + sweep.spec().runs() + " runs.";
        return of(notice, data, text, url);
    }

    private static WebhookMessage of(Notice notice, ObjectNode data, String text, Optional<String> url) {
        url.ifPresent(address -> data.put("url", address));
        String linked = text + url.map(address -> " " + address).orElse("");
        return new WebhookMessage(
                notice.kind().type(),
                notice.kind().type() + ":" + notice.subject(),
                body(notice.kind().type(), notice.endedAt(), linked, data));
    }

    static WebhookMessage test(String id, Instant now, Optional<String> console) {
        String text = "This is a test message of the Kafka load tester."
                + console.map(address -> " " + address).orElse("");
        return new WebhookMessage(TEST_TYPE, TEST_TYPE + ":" + id, body(TEST_TYPE, now, text, JSON.createObjectNode()));
    }

    private static String body(String type, Instant timestamp, String text, ObjectNode data) {
        ObjectNode body = JSON.createObjectNode()
                .put("type", type)
                .put("timestamp", timestamp.toString())
                .put("text", text);
        body.set("data", data);
        return JSON.writeValueAsString(body);
    }

    /** Returns text that Slack shows as it is. Unescaped, it could mention everyone in a channel or hide the target of a link. */
    private static String escaped(String text, int lengthMax) {
        return OneLine.of(text, lengthMax)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    /**
     * Returns the headers of an attempt.
     *
     * @param key signs the id, the time of the attempt and the body; empty for no signature
     */
    Map<String, String> headers(Optional<byte[]> key, Instant now) {
        String seconds = Long.toString(now.getEpochSecond());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", seconds);
        key.ifPresent(
                secret -> headers.put("webhook-signature", "v1," + signature(secret, id + "." + seconds + "." + body)));
        return headers;
    }

    private static String signature(byte[] key, String content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
