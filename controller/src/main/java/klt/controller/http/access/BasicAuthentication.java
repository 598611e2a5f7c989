package klt.controller.http.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import klt.common.clock.Ticker;
import klt.controller.http.request.RequestHead;

/** Names and passwords in the Authorization header (RFC 7617). Browsers ask for them. */
record BasicAuthentication(SecretFile<Accounts> accounts, Ticker ticker) implements Authentication {

    private static final String SCHEME = "basic ";

    @Override
    public String method() {
        return "basic";
    }

    @Override
    public Identity identify(RequestHead request) {
        Optional<String> given = request.first("Authorization");
        if (given.isEmpty()) {
            return new Identity.Unknown("a user name and a password are required");
        }
        return given.filter(header -> header.toLowerCase(Locale.ROOT).startsWith(SCHEME))
                .flatMap(header -> decoded(header.substring(SCHEME.length()).strip()))
                .flatMap(this::account)
                .<Identity>map(account -> new Identity.Known(account.user()))
                .orElseGet(() -> new Identity.Unknown("the user name or the password is wrong"));
    }

    private Optional<Accounts.Account> account(String pair) {
        int colon = pair.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : accounts.value(ticker).withPassword(pair.substring(0, colon), pair.substring(colon + 1));
    }

    private static Optional<String> decoded(String base64) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String challenge() {
        return "Basic realm=\"loadtester\", charset=\"UTF-8\"";
    }

    @Override
    public boolean stopsRebinding() {
        return true;
    }
}
