package klt.common.kafka.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JvmAllowListsTest {

    private static final String URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
    private static final String FILES = "org.apache.kafka.sasl.oauthbearer.allowed.files";
    private static final String MODULES = "org.apache.kafka.allowed.login.modules";

    private static Map<String, String> lists(Map<String, String> system, List<Map<String, String>> clients) {
        return JvmAllowLists.of(clients, name -> Optional.ofNullable(system.get(name)));
    }

    @Test
    void exactlyWhatTheClientsUseIsAllowed() {
        assertThat(lists(
                        Map.of(),
                        List.of(
                                Map.of(
                                        "sasl.oauthbearer.token.endpoint.url", "https://idp/token",
                                        "sasl.oauthbearer.assertion.file", "/a/assertion",
                                        "sasl.jaas.config", "a.Module required user=\"x; evil.Module required\";"),
                                Map.of(
                                        "sasl.oauthbearer.token.endpoint.url", "file:///b/token",
                                        "sasl.jaas.config", "b.Module Required; c.Module optional;"))))
                .isEqualTo(Map.of(
                        URLS, "file:///b/token,https://idp/token",
                        FILES, "/a/assertion",
                        MODULES, "a.Module,b.Module,c.Module"));
        assertThat(lists(Map.of(), List.of(Map.of()))).isEmpty();
    }

    @Test
    void whatTheOperatorSetRemains() {
        Map<String, String> client =
                Map.of("sasl.oauthbearer.token.endpoint.url", "https://idp", "sasl.jaas.config", "a.Module required;");

        assertThat(lists(Map.of(URLS, "", MODULES, "b"), List.of(client))).isEmpty();
        assertThat(lists(Map.of("org.apache.kafka.disallowed.login.modules", "x"), List.of(client)))
                .containsOnlyKeys(URLS);
        assertThat(lists(Map.of("java.security.auth.login.config", "/jaas"), List.of(client)))
                .containsOnlyKeys(URLS);
    }

    @Test
    void modulesThatKafkaForbidsRemainForbidden() {
        assertThat(lists(
                        Map.of(),
                        List.of(Map.of("sasl.jaas.config", "com.sun.security.auth.module.JndiLoginModule required;"))))
                .isEmpty();
    }
}
