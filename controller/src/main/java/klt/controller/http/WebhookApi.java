package klt.controller.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.Optional;
import java.util.UUID;
import klt.controller.webhook.Attempt;
import klt.controller.webhook.Notifier;

/** HTTP resources for the webhook. */
final class WebhookApi {

    /**
     * The webhook's state.
     *
     * @param host empty if no webhook is configured
     * @param pending number of undelivered notices
     * @param last the last attempt since the controller started
     */
    record WebhookView(Optional<String> host, boolean signed, int pending, Optional<Attempt> last) {}

    private static final WebhookView NONE = new WebhookView(Optional.empty(), false, 0, Optional.empty());

    private final Optional<Notifier> notifier;

    WebhookApi(Optional<Notifier> notifier) {
        this.notifier = notifier;
    }

    void register(JavalinDefaultRoutingApi routes) {
        Reading.at(
                routes,
                "/api/webhook",
                context -> context.json(notifier.map(WebhookApi::view).orElse(NONE)));
        routes.post("/api/webhook/test", this::test);
    }

    private static WebhookView view(Notifier notifier) {
        return new WebhookView(Optional.of(notifier.host()), notifier.isSigned(), notifier.pending(), notifier.last());
    }

    /** Sends a test message and responds with the result, which may be a failure. */
    private void test(Context context) throws InterruptedException {
        Notifier receiver = notifier.orElseThrow(
                () -> ProblemException.conflict("no webhook is configured; set WEBHOOK_URL of the controller"));
        context.json(receiver.test(UUID.randomUUID().toString()));
    }
}
