package klt.controller.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {

    private static final Origins NONE = new Origins(Set.of());

    private static boolean allows(Origins origins, String host, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("Host", host);
        return origins.refusal(RequestHeads.of("POST", headers)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, localhost:8080",
        "http://LOCALHOST:8080, localhost:8080",
        "http://load.example.com, load.example.com",
        "http://load.example.com, load.example.com:80",
        "https://load.example.com, load.example.com",
        "https://load.example.com, load.example.com:443",
        "https://load.example.com:8443, load.example.com:8443",
        "http://[::1]:8080, [::1]:8080"
    })
    void theConsolesOwnRequestsAreAllowed(String origin, String host) {
        assertThat(allows(NONE, host, Map.of("Origin", origin))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://evil, localhost:8080",
        "http://evil.example, localhost:8080",
        "http://localhost:3000, localhost:8080",
        "http://localhost, localhost:8080",
        "http://localhost:8080.evil.example, localhost:8080",
        "http://127.0.0.1:8080, localhost:8080",
        "https://load.example.com, load.example.com:8080",
        "null, localhost:8080",
        "'', localhost:8080",
        "file://, localhost:8080",
        "chrome-extension://abc, abc"
    })
    void pagesOfOtherOriginsAreRefused(String origin, String host) {
        assertThat(allows(NONE, host, Map.of("Origin", origin))).isFalse();
    }

    @Test
    void theBrowsersOwnJudgementComesFirst() {
        // a proxy that changes the Host header
        assertThat(allows(
                        NONE,
                        "controller:8080",
                        Map.of("Origin", "https://load.example.com", "Sec-Fetch-Site", "same-origin")))
                .isTrue();
        assertThat(allows(NONE, "localhost:8080", Map.of("Sec-Fetch-Site", "none")))
                .isTrue();
        for (String site : new String[] {"cross-site", "same-site", "", "same-origin, cross-site"}) {
            assertThat(allows(
                            NONE, "localhost:8080", Map.of("Origin", "http://localhost:8080", "Sec-Fetch-Site", site)))
                    .as(site)
                    .isFalse();
        }
    }

    @Test
    void anOriginCanBeAllowed() {
        Origins origins = new Origins(Set.of("https://load.example.com"));

        assertThat(allows(origins, "controller:8080", Map.of("Origin", "https://load.example.com")))
                .isTrue();
        assertThat(allows(
                        origins,
                        "controller:8080",
                        Map.of("Origin", "https://load.example.com:443", "Sec-Fetch-Site", "same-site")))
                .isTrue();
        assertThat(allows(origins, "controller:8080", Map.of("Origin", "http://load.example.com")))
                .isFalse();
    }

    @Test
    void programsSendNeitherHeader() {
        assertThat(allows(NONE, "localhost:8080", Map.of())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void readsAreNotRestricted(String method) {
        assertThat(NONE.refusal(RequestHeads.of(method, Map.of("Host", "a", "Origin", "http://b"))))
                .isEmpty();
    }
}
