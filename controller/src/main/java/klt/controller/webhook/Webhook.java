package klt.controller.webhook;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import klt.common.text.ErrorMessage;

/** Sends messages to the webhook, without a proxy. Does not follow redirects, and rejects the {@link MetadataAddresses}. */
final class Webhook implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int SUCCESS = 200;
    private static final int REDIRECT = 300;

    private final WebhookSettings settings;
    private final Clock clock;
    private final Duration timeout;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            // a proxy would resolve the name to an address that was not checked
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    Webhook(WebhookSettings settings, Clock clock) {
        this(settings, clock, TIMEOUT);
    }

    /** @param timeout maximum time for a request and its response */
    Webhook(WebhookSettings settings, Clock clock, Duration timeout) {
        this.settings = settings;
        this.clock = clock;
        this.timeout = timeout;
    }

    WebhookSettings settings() {
        return settings;
    }

    Attempt send(WebhookMessage message) throws InterruptedException {
        try {
            MetadataAddresses.check(settings.host());
            int status = exchange(request(message));
            boolean delivered = status >= SUCCESS && status < REDIRECT;
            return attempt(
                    message,
                    Optional.of(status),
                    delivered ? Optional.empty() : Optional.of("returned HTTP " + status));
        } catch (IOException e) {
            return attempt(message, Optional.empty(), Optional.of(ErrorMessage.withType(e)));
        }
    }

    private Attempt attempt(WebhookMessage message, Optional<Integer> status, Optional<String> error) {
        return new Attempt(clock.instant(), message.type(), status, error.map(why -> settings.host() + ": " + why));
    }

    private HttpRequest request(WebhookMessage message) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(settings.url()).POST(BodyPublishers.ofString(message.body()));
        message.headers(settings.key(), clock.instant()).forEach(request::header);
        return request.build();
    }

    /** Waits for the whole response; the client's own timeout ends with the headers. */
    private int exchange(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Void>> response = http.sendAsync(request, BodyHandlers.discarding());
        try {
            return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
        } catch (TimeoutException e) {
            throw new IOException("no complete response within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw new IllegalStateException(e);
        } finally {
            response.cancel(true);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
