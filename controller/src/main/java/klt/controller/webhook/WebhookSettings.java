package klt.controller.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Optional;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;

/**
 * The webhook's address and secret. They only come from the environment, because no client may make the controller call arbitrary addresses.
 *
 * @param url where to POST; may include a secret, as those of Slack do
 * @param key the secret with which messages are signed; empty for unsigned messages
 * @param console where users reach the console, without a trailing slash; empty if messages have no links
 */
public record WebhookSettings(URI url, Optional<byte[]> key, Optional<String> console) {

    static final String URL_VARIABLE = "WEBHOOK_URL";
    static final String SECRET_VARIABLE = "WEBHOOK_SECRET";
    static final String CONSOLE_VARIABLE = "CONSOLE_URL";

    /** Prefix of a secret, as defined by the Standard Webhooks specification. */
    private static final String SECRET_PREFIX = "whsec_";

    /** Minimum length of a key in bytes, as defined by the Standard Webhooks specification. */
    private static final int KEY_LENGTH_MIN = 24;

    private static final int KEY_LENGTH_MAX = 64;

    private static final int PORT_MAX = 65_535;

    /**
     * @return the settings; empty if no webhook is configured
     * @throws ConfigurationException for an invalid variable
     */
    public static Optional<WebhookSettings> from(Environment environment) {
        Optional<byte[]> key = environment.text(SECRET_VARIABLE).map(WebhookSettings::key);
        Optional<String> console = environment.text(CONSOLE_VARIABLE).map(WebhookSettings::console);
        Optional<URI> url = environment.text(URL_VARIABLE).map(WebhookSettings::url);
        if (url.isEmpty() && key.isPresent()) {
            throw new ConfigurationException(SECRET_VARIABLE, "has no effect without " + URL_VARIABLE);
        }
        return url.map(address -> new WebhookSettings(address, key, console));
    }

    private static URI url(String text) {
        // the value may include a secret, so no message shows it
        return parsed(text)
                .orElseThrow(() -> new ConfigurationException(
                        URL_VARIABLE, "takes the URL of a webhook, such as https://hooks.example.org/load-tests"));
    }

    private static String console(String text) {
        return parsed(text)
                .filter(url -> url.getRawQuery() == null)
                .map(url -> text.endsWith("/") ? text.substring(0, text.length() - 1) : text)
                .orElseThrow(() -> new ConfigurationException(
                        CONSOLE_VARIABLE, "takes the console's URL, such as https://loadtest.example.org"));
    }

    private static Optional<URI> parsed(String text) {
        try {
            URI url = new URI(text);
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            return Optional.of(url)
                    .filter(valid -> http
                            && valid.getHost() != null
                            && valid.getPort() <= PORT_MAX
                            && valid.getRawUserInfo() == null
                            && valid.getRawFragment() == null);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static byte[] key(String secret) {
        try {
            byte[] key = Base64.getDecoder()
                    .decode(secret.startsWith(SECRET_PREFIX) ? secret.substring(SECRET_PREFIX.length()) : secret);
            if (key.length >= KEY_LENGTH_MIN && key.length <= KEY_LENGTH_MAX) {
                return key;
            }
        } catch (IllegalArgumentException notBase64) {
            // the message below applies
        }
        throw new ConfigurationException(
                SECRET_VARIABLE,
                "takes " + SECRET_PREFIX + " and " + KEY_LENGTH_MIN + " to " + KEY_LENGTH_MAX
                        + " random bytes in Base64, such as the output of: echo " + SECRET_PREFIX
                        + "$(head -c 32 /dev/urandom | base64)");
    }

    /** Returns the host, without the rest of the URL, which may include a secret. */
    public String host() {
        return url.getHost();
    }

    /** Returns the settings for display, without secrets. */
    @Override
    public String toString() {
        return host();
    }
}
