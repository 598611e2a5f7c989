package klt.controller.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.Map;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSettingsTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String URL = "https://hooks.example.org/services/T0/s3cr3t";

    @Test
    void noUrlMeansNoWebhook() {
        assertThat(WebhookSettings.from(new Environment(Map.of("CONSOLE_URL", "http://console"))))
                .isEmpty();
    }

    @Test
    void theTextShowsNoSecret() {
        WebhookSettings settings = WebhookSettings.from(new Environment(
                        Map.of("WEBHOOK_URL", URL, "WEBHOOK_SECRET", SECRET, "CONSOLE_URL", "https://console/")))
                .orElseThrow();

        assertThat(settings).hasToString("hooks.example.org");
        assertThat(settings.key().orElseThrow()).hasSize(24);
        assertThat(settings.console()).contains("https://console");
    }

    @ParameterizedTest
    @CsvSource({
        "WEBHOOK_URL, hooks.example.org/s3cr3t",
        "WEBHOOK_URL, ftp://hooks.example.org/s3cr3t",
        "WEBHOOK_URL, https://user:s3cr3t@hooks.example.org",
        "WEBHOOK_URL, https:///s3cr3t",
        "WEBHOOK_URL, https://hooks.example.org:99999/s3cr3t",
        "WEBHOOK_URL, 'https://hooks.example.org/s3cr3t here'",
        "WEBHOOK_SECRET, whsec_s3cr3t",
        "WEBHOOK_SECRET, s3cr3t!",
        "CONSOLE_URL, console",
        "CONSOLE_URL, https://console/?token=s3cr3t"
    })
    void anInvalidVariableIsNamedAndItsValueIsNotShown(String variable, String value) {
        Map<String, String> variables = new HashMap<>(Map.of("WEBHOOK_URL", URL));
        variables.put(variable, value);

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> WebhookSettings.from(new Environment(variables)))
                .withMessageContaining(variable)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cr3t"));
    }

    @Test
    void aSecretNeedsAUrl() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> WebhookSettings.from(new Environment(Map.of("WEBHOOK_SECRET", SECRET))))
                .withMessageContaining("WEBHOOK_URL");
    }
}
