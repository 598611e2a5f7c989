package klt.controller.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {

    private static boolean allows(AllowedHosts hosts, String host) {
        return hosts.refusal(RequestHeads.of("GET", Map.of("Host", host))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "LOCALHOST:8080",
                "console.localhost",
                "127.0.0.1:8080",
                "10.1.2.3",
                "[::1]:8080",
                "[fe80::1]",
                "kafka-load-tester",
                "load-tester:8080",
                "kafka-load-tester.kafka.svc",
                "kafka-load-tester.kafka.svc.",
                "kafka-load-tester.kafka.svc.cluster.local:80",
                "laptop.local:8080",
                "host.docker.internal:8080"
            })
    void addressesAndNamesThatNobodyCanRegisterAreAllowed(String host) {
        assertThat(allows(AllowedHosts.of(List.of()), host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "1.2.3.4.5",
                "svc.example.com",
                "evilsvc.example",
                "a b",
                "evil.example/.local",
                "[::1]evil.example",
                "user@localhost",
                "localhost:8080:1"
            })
    void otherNamesAreRefused(String host) {
        assertThat(allows(AllowedHosts.of(List.of()), host)).isFalse();
    }

    @Test
    void namesAndDomainsCanBeListed() {
        AllowedHosts hosts = AllowedHosts.of(List.of("Load.Example.com:443", ".tools.example"));

        assertThat(allows(hosts, "load.example.com")).isTrue();
        assertThat(allows(hosts, "load.example.com:8443")).isTrue();
        assertThat(allows(hosts, "a.b.tools.example")).isTrue();
        assertThat(allows(hosts, "tools.example")).isFalse();
        assertThat(allows(hosts, "eviltools.example")).isFalse();
        assertThat(allows(hosts, "sub.load.example.com")).isFalse();
        assertThat(allows(AllowedHosts.of(List.of("*")), "evil.example")).isTrue();
    }

    @Test
    void theNamesOfTheListenerAndOfAllowedOriginsAreAllowed() {
        AllowedHosts hosts = AllowedHosts.of(List.of())
                .with("controller.example.com")
                .with(new Origins(Set.of("https://console.example.com:8443")));

        assertThat(allows(hosts, "controller.example.com:8080")).isTrue();
        assertThat(allows(hosts, "console.example.com:8443")).isTrue();
        assertThat(allows(hosts, "example.com")).isFalse();
    }

    @Test
    void aRequestWithoutAHostDoesNotComeFromABrowser() {
        assertThat(AllowedHosts.of(List.of()).refusal(RequestHeads.of("GET", Map.of())))
                .isEmpty();
    }

    @Test
    void theReasonNamesTheHostAndTheVariable() {
        assertThat(AllowedHosts.of(List.of()).refusal(RequestHeads.of("GET", Map.of("Host", "evil.example:1"))))
                .hasValueSatisfying(why -> assertThat(why).contains("'evil.example'", "ALLOWED_HOSTS"));
    }
}
