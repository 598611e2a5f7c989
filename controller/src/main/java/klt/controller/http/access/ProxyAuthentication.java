package klt.controller.http.access;

import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import klt.common.clock.Ticker;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.controller.http.request.RequestHead;

/**
 * A reverse proxy identifies the user and sends the name, and optionally the user's groups, in headers. They count only in a request from
 * one of the proxy's addresses, if any are set, and with the secret that the proxy shares with the controller, if one is set.
 *
 * @param operators names and groups of users that may operate; {@code *} is everyone
 */
record ProxyAuthentication(
        List<AddressRange> addresses,
        Optional<SecretFile<byte[]>> secret,
        String userHeader,
        String groupsHeader,
        Set<String> operators,
        Ticker ticker)
        implements Authentication {

    static final String SECRET_HEADER = "X-Proxy-Secret";

    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,64}");

    ProxyAuthentication {
        addresses = List.copyOf(addresses);
        operators = Set.copyOf(operators);
    }

    static ProxyAuthentication from(Environment environment, Ticker ticker) {
        List<AddressRange> addresses = environment.list(PROXY_ADDRESSES_VARIABLE).stream()
                .map(text -> AddressRange.parse(text)
                        .orElseThrow(() -> new ConfigurationException(
                                PROXY_ADDRESSES_VARIABLE,
                                "takes IP addresses and ranges such as 10.0.0.7 or 10.0.0.0/8, not '" + text + "'")))
                .toList();
        Optional<SecretFile<byte[]>> secret =
                SecretFile.from(environment, PROXY_SECRET_VARIABLE, ProxyAuthentication::digest);
        if (addresses.isEmpty() && secret.isEmpty()) {
            throw new ConfigurationException(
                    PROXY_ADDRESSES_VARIABLE,
                    "is missing, and so is " + PROXY_SECRET_VARIABLE
                            + "_FILE; without either, anyone could send the proxy's headers");
        }
        if (secret.isEmpty() && addresses.stream().anyMatch(ProxyAuthentication::hasLoopback)) {
            throw new ConfigurationException(
                    PROXY_ADDRESSES_VARIABLE,
                    "contains loopback, from which port forwarding and every program on this machine also connect; set "
                            + PROXY_SECRET_VARIABLE + "_FILE, too");
        }
        Set<String> operators = Set.copyOf(environment.list(OPERATORS_VARIABLE));
        if (operators.isEmpty()) {
            throw new ConfigurationException(
                    OPERATORS_VARIABLE,
                    "is missing; it takes the users and groups that may start load, or * for all users");
        }
        return new ProxyAuthentication(
                addresses,
                secret,
                header(environment, "AUTH_PROXY_USER_HEADER", "X-Forwarded-User"),
                header(environment, "AUTH_PROXY_GROUPS_HEADER", "X-Forwarded-Groups"),
                operators,
                ticker);
    }

    private static boolean hasLoopback(AddressRange range) {
        return range.contains("127.0.0.1") || range.contains("::1");
    }

    private static byte[] digest(String secret) {
        if (secret.length() < Accounts.SECRET_LENGTH_MIN || secret.length() > Accounts.SECRET_LENGTH_MAX) {
            throw new ConfigurationException(
                    PROXY_SECRET_VARIABLE,
                    "takes " + Accounts.SECRET_LENGTH_MIN + " to " + Accounts.SECRET_LENGTH_MAX + " characters, not "
                            + secret.length());
        }
        Accounts.requireVisible(PROXY_SECRET_VARIABLE, secret, "the secret");
        return Digest.of(secret);
    }

    private static String header(Environment environment, String variable, String byDefault) {
        String name = environment.text(variable, byDefault);
        if (!HEADER.matcher(name).matches()) {
            throw new ConfigurationException(variable, "takes the name of a header, such as " + byDefault);
        }
        return name;
    }

    @Override
    public String method() {
        return "proxy";
    }

    @Override
    public Identity identify(RequestHead request) {
        if (!isProxy(request)) {
            return new Identity.Unknown("requests must come through the reverse proxy, which signs users in");
        }
        // a proxy that adds its header to one sent by the client would leave two
        List<String> names = request.all(userHeader);
        if (names.size() != 1 || !User.NAME.matcher(names.getFirst()).matches()) {
            return new Identity.Unknown("the reverse proxy must send exactly one user name in " + userHeader);
        }
        String name = names.getFirst();
        boolean operates = operators.contains("*")
                || operators.contains(name)
                || request.all(groupsHeader).stream()
                        .flatMap(groups -> Stream.of(groups.split(",")))
                        .map(String::strip)
                        .anyMatch(operators::contains);
        return new Identity.Known(new User(name, operates ? Role.OPERATE : Role.VIEW));
    }

    private boolean isProxy(RequestHead request) {
        boolean address =
                addresses.isEmpty() || addresses.stream().anyMatch(range -> range.contains(request.address()));
        return address
                && secret.map(expected -> request.all(SECRET_HEADER).size() == 1
                                && MessageDigest.isEqual(
                                        expected.value(ticker),
                                        Digest.of(request.all(SECRET_HEADER).getFirst())))
                        .orElse(true);
    }

    @Override
    public boolean hasCredentials(RequestHead request) {
        return !request.all(userHeader).isEmpty() || !request.all(SECRET_HEADER).isEmpty();
    }

    @Override
    public String challenge() {
        return "Proxy realm=\"loadtester\"";
    }
}
