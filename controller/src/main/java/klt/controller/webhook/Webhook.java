package klt.controller.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import klt.common.text.ErrorMessage;

/** Sends messages to the webhook. Does not follow redirects, and never connects to the addresses of cloud metadata services. */
final class Webhook implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Time for a request and its response. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** The address of the metadata service in EC2 networks with only IPv6. It is not link-local. */
    private static final String EC2_METADATA = "fd00:ec2:0:0:0:0:0:254";

    private static final int SUCCESS = 200;
    private static final int REDIRECT = 300;

    private final WebhookSettings settings;
    private final Clock clock;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    Webhook(WebhookSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    WebhookSettings settings() {
        return settings;
    }

    Attempt send(WebhookMessage message) throws InterruptedException {
        String type = message.id().substring(0, message.id().indexOf(':'));
        try {
            checkAddress();
            HttpRequest.Builder request = HttpRequest.newBuilder(settings.url())
                    .timeout(TIMEOUT)
                    .POST(BodyPublishers.ofString(message.body()));
            message.headers(settings.key(), clock.instant()).forEach(request::header);
            int status = http.send(request.build(), BodyHandlers.discarding()).statusCode();
            boolean delivered = status >= SUCCESS && status < REDIRECT;
            return new Attempt(
                    clock.instant(),
                    type,
                    Optional.of(status),
                    delivered ? Optional.empty() : Optional.of(settings.host() + " returned HTTP " + status));
        } catch (IOException e) {
            return new Attempt(
                    clock.instant(),
                    type,
                    Optional.empty(),
                    Optional.of(settings.host() + " did not respond: " + ErrorMessage.of(e)));
        }
    }

    /**
     * Checks the address immediately before each request, because a name may be changed to a different address. The JVM caches the result
     * for longer than it takes to connect.
     */
    private void checkAddress() throws IOException {
        try {
            for (InetAddress address : InetAddress.getAllByName(settings.host())) {
                if (address.isLinkLocalAddress() || address.getHostAddress().equals(EC2_METADATA)) {
                    throw new IOException(
                            "its address " + address.getHostAddress() + " is link-local or that of a metadata service");
                }
            }
        } catch (UnknownHostException e) {
            throw new IOException("there is no host of this name", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
