package klt.controller.http.access;

import java.util.Locale;
import java.util.Optional;
import klt.common.clock.Ticker;
import klt.controller.http.access.Accounts.Account;
import klt.controller.http.request.RequestHead;

/** Bearer tokens in the Authorization header (RFC 6750); the console exchanges one for a session cookie. */
record TokenAuthentication(SecretFile<Accounts> accounts, SessionCookies sessions, Ticker ticker)
        implements Authentication {

    private static final String SCHEME = "bearer ";

    @Override
    public String method() {
        return "token";
    }

    @Override
    public Identity identify(RequestHead request) {
        Accounts current = accounts.value(ticker);
        // any other scheme is meant for a proxy in between; browsers keep sending it once a proxy has asked for a
        // password
        Optional<String> given = request.first("Authorization")
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(SCHEME));
        Optional<Account> account = given.isPresent()
                ? given.flatMap(header ->
                        current.withToken(header.substring(SCHEME.length()).strip()))
                : sessions.account(request, current);
        return account.<Identity>map(found -> new Identity.Known(found.user()))
                .orElseGet(() -> new Identity.Unknown(
                        given.isPresent()
                                ? "the token is not valid"
                                : "a token is required; sign in, or send it as a bearer token"));
    }

    /** Returns the account of a token that the console sends to sign in. */
    Optional<Account> withToken(String token) {
        return accounts.value(ticker).withToken(token);
    }

    @Override
    public boolean hasCredentials(RequestHead request) {
        return request.first("Authorization").isPresent() || SessionCookies.isIn(request);
    }

    @Override
    public String challenge() {
        return "Bearer realm=\"loadtester\"";
    }

    @Override
    public boolean consoleIsOpen() {
        return true;
    }

    @Override
    public boolean stopsRebinding() {
        return true;
    }
}
