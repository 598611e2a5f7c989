package klt.controller.http.access;

import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import klt.controller.http.access.Accounts.Account;
import klt.controller.http.request.RequestHead;

/**
 * The console's sessions. A cookie, because a browser sends it with everything that the console uses, also with the event stream and
 * downloads, which cannot have an Authorization header, and because scripts cannot read it.
 *
 * <p>Its value is {@code name.expiry.signature}. The signature is an HMAC whose key is the digest of the user's token. The controller
 * therefore stores nothing, a session outlives a restart, and it ends when the token is replaced. The cookie does not contain the token.
 */
final class SessionCookies {

    static final String NAME = "klt-session";
    static final Duration LENGTH = Duration.ofHours(12);

    private static final String LABEL = "klt session ";

    private final InstantSource clock;

    SessionCookies(InstantSource clock) {
        this.clock = clock;
    }

    String value(Account account) {
        String claim =
                account.user().name() + "." + clock.instant().plus(LENGTH).getEpochSecond();
        return claim + "." + signature(account, claim);
    }

    private static String signature(Account account, String claim) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Digest.hmac(account.digest(), LABEL + claim));
    }

    /** @param secure whether the browser uses HTTPS, so that it sends the cookie with HTTPS only */
    static String header(String value, boolean secure, Duration age) {
        return NAME + "=" + value + "; Path=/; Max-Age=" + age.toSeconds() + "; HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "");
    }

    /** Returns the account of a valid session. */
    Optional<Account> account(RequestHead request, Accounts accounts) {
        return values(request)
                .map(value -> account(value, accounts))
                .flatMap(Optional::stream)
                .findFirst();
    }

    static boolean isIn(RequestHead request) {
        return values(request).findAny().isPresent();
    }

    private static Stream<String> values(RequestHead request) {
        return request.all("Cookie").stream()
                .flatMap(header -> Stream.of(header.split(";")))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(NAME + "="))
                .map(cookie -> cookie.substring(NAME.length() + 1));
    }

    private Optional<Account> account(String value, Accounts accounts) {
        int end = value.lastIndexOf('.');
        int middle = end < 0 ? -1 : value.lastIndexOf('.', end - 1);
        if (middle < 0) {
            return Optional.empty();
        }
        String claim = value.substring(0, end);
        return accounts.named(claim.substring(0, middle))
                .filter(account -> MessageDigest.isEqual(
                        Digest.of(signature(account, claim)), Digest.of(value.substring(end + 1))))
                .filter(account -> isAhead(claim.substring(middle + 1)));
    }

    private boolean isAhead(String expiry) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(expiry)).isAfter(clock.instant());
        } catch (NumberFormatException | DateTimeException e) {
            return false;
        }
    }
}
