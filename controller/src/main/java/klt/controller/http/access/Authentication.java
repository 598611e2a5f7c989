package klt.controller.http.access;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import klt.common.clock.Ticker;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.controller.http.request.RequestHead;

/** How users are identified. */
public sealed interface Authentication
        permits Authentication.None, BasicAuthentication, TokenAuthentication, ProxyAuthentication {

    String VARIABLE = "AUTH";
    String ACCOUNTS_VARIABLE = "AUTH_ACCOUNTS";
    String PROXY_SECRET_VARIABLE = "AUTH_PROXY_SECRET";
    String PROXY_ADDRESSES_VARIABLE = "AUTH_PROXY_ADDRESSES";
    String OPERATORS_VARIABLE = "AUTH_PROXY_OPERATORS";

    /** Returns the method's name in settings and in the API. */
    String method();

    /** Returns the user, or why there is none. */
    Identity identify(RequestHead request);

    /** Returns whether the request has credentials, valid or not. */
    default boolean hasCredentials(RequestHead request) {
        return request.first("Authorization").isPresent();
    }

    /** Returns the WWW-Authenticate header of a response with status 401. */
    String challenge();

    /** Returns whether the console's files are served to anyone, because the console itself asks for credentials. */
    default boolean consoleIsOpen() {
        return false;
    }

    /**
     * Returns whether credentials protect against DNS rebinding: a page under another name has none, because browsers keep them by origin.
     */
    default boolean stopsRebinding() {
        return false;
    }

    /** Everyone may do everything. */
    record None() implements Authentication {

        @Override
        public String method() {
            return "none";
        }

        @Override
        public Identity identify(RequestHead request) {
            return new Identity.Known(User.ANONYMOUS);
        }

        @Override
        public String challenge() {
            return "";
        }

        @Override
        public boolean consoleIsOpen() {
            return true;
        }
    }

    /** Reads the settings. */
    static Authentication from(Environment environment, Ticker ticker, InstantSource clock) {
        String method = environment.text(VARIABLE, "none").toLowerCase(Locale.ROOT);
        Authentication authentication = switch (method) {
            case "none" -> new None();
            case "basic" -> new BasicAuthentication(accounts(environment), ticker);
            case "token" -> new TokenAuthentication(accounts(environment), new SessionCookies(clock), ticker);
            case "proxy" -> ProxyAuthentication.from(environment, ticker);
            default ->
                throw new ConfigurationException(VARIABLE, "takes none, basic, token or proxy, not '" + method + "'");
        };
        requireUsed(environment, method);
        return authentication;
    }

    private static SecretFile<Accounts> accounts(Environment environment) {
        return SecretFile.from(environment, ACCOUNTS_VARIABLE, text -> Accounts.parse(ACCOUNTS_VARIABLE, text))
                .orElseThrow(
                        () -> new ConfigurationException(
                                ACCOUNTS_VARIABLE + "_FILE",
                                "is missing; it takes a file with lines of the form name:role:secret, such as alice:operate:…"));
    }

    /** Credentials without a method that checks them would leave the controller open although its operator thinks that it is not. */
    private static void requireUsed(Environment environment, String method) {
        List<String> variables = switch (method) {
            case "basic", "token" ->
                List.of(
                        PROXY_SECRET_VARIABLE,
                        PROXY_SECRET_VARIABLE + "_FILE",
                        PROXY_ADDRESSES_VARIABLE,
                        OPERATORS_VARIABLE);
            case "proxy" -> List.of(ACCOUNTS_VARIABLE, ACCOUNTS_VARIABLE + "_FILE");
            default ->
                List.of(
                        ACCOUNTS_VARIABLE,
                        ACCOUNTS_VARIABLE + "_FILE",
                        PROXY_SECRET_VARIABLE,
                        PROXY_SECRET_VARIABLE + "_FILE",
                        PROXY_ADDRESSES_VARIABLE,
                        OPERATORS_VARIABLE);
        };
        Optional<String> unused = variables.stream()
                .filter(name -> environment.text(name).isPresent())
                .findFirst();
        unused.ifPresent(name -> {
            throw new ConfigurationException(
                    name,
                    "has no effect with " + VARIABLE + "=" + method + "; set " + VARIABLE + " or remove the variable");
        });
    }
}
