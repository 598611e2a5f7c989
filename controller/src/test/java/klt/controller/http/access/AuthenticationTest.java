package klt.controller.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.controller.http.request.RequestHead;
import klt.controller.http.request.RequestHeads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {

    private static final String ACCOUNTS = "alice:operate:canary-secret-a bob:view:canary-secret-b";
    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong passedSeconds = new AtomicLong();
    private final InstantSource clock = () -> NOW.plusSeconds(passedSeconds.get());

    @TempDir
    private Path folder;

    private Authentication with(Map<String, String> variables) {
        return Authentication.from(new Environment(variables), nanos::get, clock);
    }

    private static RequestHead request(Map<String, String> headers) {
        return RequestHeads.of("GET", headers);
    }

    private static Map<String, String> basic(String pair) {
        return Map.of(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertUser(Identity identity, String name, Role role) {
        assertThat(identity).isEqualTo(new Identity.Known(new User(name, role)));
    }

    private static void assertUnknown(Identity identity) {
        assertThat(identity).isInstanceOf(Identity.Unknown.class);
        assertThat(identity.toString()).doesNotContain("canary");
    }

    @Test
    void withoutAuthEveryoneMayDoEverything() {
        assertUser(with(Map.of()).identify(request(Map.of())), "anonymous", Role.OPERATE);
    }

    @Test
    void basicTakesANameAndAPassword() {
        Authentication authentication = with(Map.of("AUTH", "basic", "AUTH_ACCOUNTS", ACCOUNTS));

        assertUser(authentication.identify(request(basic("alice:canary-secret-a"))), "alice", Role.OPERATE);
        assertUser(authentication.identify(request(basic("bob:canary-secret-b"))), "bob", Role.VIEW);
        for (String pair : List.of("alice:canary-secret-b", "alice:", ":", "alice", "carol:canary-secret-a")) {
            assertUnknown(authentication.identify(request(basic(pair))));
        }
        for (String header : List.of("Basic", "Basic !!", "Bearer canary-secret-a", "")) {
            assertUnknown(authentication.identify(request(Map.of("Authorization", header))));
        }
        assertUnknown(authentication.identify(request(Map.of())));
        assertThat(authentication.challenge()).startsWith("Basic realm=");
    }

    @Test
    void tokenTakesABearerToken() {
        Authentication authentication = with(Map.of("AUTH", "token", "AUTH_ACCOUNTS", ACCOUNTS));

        assertUser(
                authentication.identify(request(Map.of("Authorization", "bearer canary-secret-b"))), "bob", Role.VIEW);
        for (String header : List.of("Bearer", "Bearer canary-secret", "Basic canary-secret-b", "")) {
            assertUnknown(authentication.identify(request(Map.of("Authorization", header))));
        }
        assertUnknown(authentication.identify(request(Map.of())));
    }

    private static Map<String, String> session(TokenAuthentication tokens, String token) {
        String value = tokens.sessions().value(tokens.withToken(token).orElseThrow());
        assertThat(value).doesNotContain(token);
        return Map.of("Cookie", "theme=dark; klt-session=" + value);
    }

    @Test
    void aSessionLastsTwelveHoursAndIsValidForItsUserOnly() {
        TokenAuthentication tokens = (TokenAuthentication) with(Map.of("AUTH", "token", "AUTH_ACCOUNTS", ACCOUNTS));
        Map<String, String> session = session(tokens, "canary-secret-b");

        assertUser(tokens.identify(request(session)), "bob", Role.VIEW);
        String cookie = session.getOrDefault("Cookie", "");
        for (String forged : List.of(
                cookie.replace("bob", "alice"),
                cookie.replaceFirst("\\.[0-9]+\\.", ".9999999999."),
                cookie.substring(0, cookie.length() - 1),
                cookie.replaceFirst("\\..*", ""),
                "klt-session=",
                "klt-session=...")) {
            assertUnknown(tokens.identify(request(Map.of("Cookie", forged))));
        }
        passedSeconds.set(Duration.ofHours(12).toSeconds() - 1);
        assertUser(tokens.identify(request(session)), "bob", Role.VIEW);
        passedSeconds.set(Duration.ofHours(12).toSeconds());
        assertUnknown(tokens.identify(request(session)));
    }

    @Test
    void aPasswordForAProxyInBetweenLeavesTheSessionInEffect() {
        TokenAuthentication tokens = (TokenAuthentication) with(Map.of("AUTH", "token", "AUTH_ACCOUNTS", ACCOUNTS));
        Map<String, String> both = new HashMap<>(session(tokens, "canary-secret-b"));
        both.put("Authorization", "Basic eDp5");
        assertUser(tokens.identify(request(both)), "bob", Role.VIEW);

        both.put("Authorization", "Bearer canary-secret-c");
        assertUnknown(tokens.identify(request(both)));
    }

    @Test
    void aReplacedTokenEndsItsSessions() throws IOException {
        Path file = folder.resolve("accounts");
        Files.writeString(file, ACCOUNTS);
        TokenAuthentication tokens =
                (TokenAuthentication) with(Map.of("AUTH", "token", "AUTH_ACCOUNTS_FILE", file.toString()));
        Map<String, String> session = session(tokens, "canary-secret-b");

        Files.writeString(file, ACCOUNTS.replace("canary-secret-b", "canary-secret-c"));
        nanos.addAndGet(SecretFile.CHECK_PERIOD.toNanos());

        assertUnknown(tokens.identify(request(session)));
        assertUnknown(tokens.identify(request(Map.of("Authorization", "Bearer canary-secret-b"))));
        assertUser(tokens.identify(request(Map.of("Authorization", "Bearer canary-secret-c"))), "bob", Role.VIEW);
    }

    @Test
    void anInvalidFileLeavesThePreviousAccountsInEffect() throws IOException {
        Path file = folder.resolve("accounts");
        Files.writeString(file, ACCOUNTS);
        Authentication tokens = with(Map.of("AUTH", "token", "AUTH_ACCOUNTS_FILE", file.toString()));
        RequestHead bob = request(Map.of("Authorization", "Bearer canary-secret-b"));

        assertUser(tokens.identify(bob), "bob", Role.VIEW);
        for (String broken : List.of("", "bob:nonsense")) {
            Files.writeString(file, broken);
            nanos.addAndGet(SecretFile.CHECK_PERIOD.toNanos());
            assertUser(tokens.identify(bob), "bob", Role.VIEW);
        }
        Files.delete(file);
        nanos.addAndGet(SecretFile.CHECK_PERIOD.toNanos());
        assertUser(tokens.identify(bob), "bob", Role.VIEW);
    }

    private Authentication proxy(Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("AUTH", "proxy");
        variables.putIfAbsent("AUTH_PROXY_OPERATORS", "alice,load-testers");
        return with(variables);
    }

    @Test
    void aProxyOfAKnownAddressIdentifiesTheUser() {
        Authentication known = proxy(Map.of("AUTH_PROXY_ADDRESSES", "192.168.0.0/16, 10.0.0.0/29"));
        Authentication other = proxy(Map.of("AUTH_PROXY_ADDRESSES", "10.0.0.8/29"));

        assertUser(known.identify(request(Map.of("X-Forwarded-User", "alice"))), "alice", Role.OPERATE);
        assertUser(
                known.identify(request(Map.of("X-Forwarded-User", "bob@example.com"))), "bob@example.com", Role.VIEW);
        assertUser(
                known.identify(request(Map.of("X-Forwarded-User", "bob", "X-Forwarded-Groups", "dev, load-testers"))),
                "bob",
                Role.OPERATE);
        assertUnknown(known.identify(request(Map.of())));
        assertUnknown(known.identify(request(Map.of("X-Forwarded-User", "a b"))));
        assertUnknown(known.identify(request(Map.of("X-Forwarded-User", ""))));
        assertUnknown(other.identify(request(Map.of("X-Forwarded-User", "alice"))));
    }

    @Test
    void aHeaderOfTheClientNextToTheProxysIsRefused() {
        RequestHead twice = new RequestHead(
                "GET", "/", "10.0.0.7", name -> name.equals("X-Forwarded-User") ? List.of("alice", "bob") : List.of());

        assertUnknown(proxy(Map.of("AUTH_PROXY_ADDRESSES", "10.0.0.7")).identify(twice));
    }

    @Test
    void aProxyCanShareASecretAndHaveOtherHeaders() {
        Authentication authentication = proxy(Map.of(
                "AUTH_PROXY_SECRET",
                "canary-secret-p",
                "AUTH_PROXY_USER_HEADER",
                "X-User",
                "AUTH_PROXY_OPERATORS",
                "*"));

        assertUser(
                authentication.identify(request(Map.of("X-User", "bob", "X-Proxy-Secret", "canary-secret-p"))),
                "bob",
                Role.OPERATE);
        assertUnknown(authentication.identify(request(Map.of("X-User", "bob"))));
        assertUnknown(authentication.identify(request(Map.of("X-User", "bob", "X-Proxy-Secret", "canary-secret"))));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, 10.0.0.7, true",
        "10.0.0.7, 10.0.0.8, false",
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "::1, ::1, true",
        "[::1], 0:0:0:0:0:0:0:1, true",
        "fd00::/8, fd12::1, true",
        "fd00::/8, 10.0.0.1, false"
    })
    void rangesAreComparedBitByBit(String range, String address, boolean contained) {
        assertThat(AddressRange.parse(range).orElseThrow().contains(address)).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "proxy", "10.0.0.0/33", "10.0.0.0/x", "10.0.0", "a::/8/9", "300.0.0.1"})
    void whatIsNoRangeIsNone(String text) {
        assertThat(AddressRange.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AUTH | AUTH=ldap",
                "AUTH_ACCOUNTS_FILE | AUTH=basic",
                "AUTH_ACCOUNTS_FILE | AUTH=token",
                "AUTH_ACCOUNTS_FILE | AUTH=token AUTH_ACCOUNTS_FILE=/nowhere/accounts",
                "AUTH_ACCOUNTS | AUTH=token AUTH_ACCOUNTS=a:view:canary-secret AUTH_ACCOUNTS_FILE=/x",
                "AUTH_ACCOUNTS | AUTH_ACCOUNTS=a:view:canary-secret",
                "AUTH_ACCOUNTS | AUTH=proxy AUTH_PROXY_SECRET=canary-secret AUTH_PROXY_OPERATORS=* AUTH_ACCOUNTS=a:view:canary-secret",
                "AUTH_PROXY_ADDRESSES | AUTH=proxy AUTH_PROXY_OPERATORS=*",
                "AUTH_PROXY_ADDRESSES | AUTH=proxy AUTH_PROXY_OPERATORS=* AUTH_PROXY_ADDRESSES=proxy.example",
                "AUTH_PROXY_ADDRESSES | AUTH=proxy AUTH_PROXY_OPERATORS=* AUTH_PROXY_ADDRESSES=10.0.0.1,127.0.0.1",
                "AUTH_PROXY_ADDRESSES | AUTH=proxy AUTH_PROXY_OPERATORS=* AUTH_PROXY_ADDRESSES=0.0.0.0/0",
                "AUTH_PROXY_ADDRESSES | AUTH=proxy AUTH_PROXY_OPERATORS=* AUTH_PROXY_ADDRESSES=::1",
                "AUTH_ACCOUNTS | AUTH=token AUTH_ACCOUNTS=a:view:canary-secr\u00e9t",
                "AUTH_PROXY_SECRET | AUTH=proxy AUTH_PROXY_SECRET=canary-secr\u00e9t AUTH_PROXY_OPERATORS=*",
                "AUTH_PROXY_OPERATORS | AUTH=proxy AUTH_PROXY_SECRET=canary-secret",
                "AUTH_PROXY_SECRET | AUTH=proxy AUTH_PROXY_SECRET=canary AUTH_PROXY_OPERATORS=*",
                "AUTH_PROXY_USER_HEADER | AUTH=proxy AUTH_PROXY_SECRET=canary-secret AUTH_PROXY_OPERATORS=* AUTH_PROXY_USER_HEADER=a:b"
            })
    void aMistakeIsNamedByVariableAndWithoutASecret(String variable, String settings) {
        Map<String, String> variables = new HashMap<>();
        for (String pair : List.of(settings.split(" "))) {
            variables.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }

        assertThatThrownBy(() -> with(variables))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(variable + " ")
                .hasMessageNotContaining("canary");
    }
}
