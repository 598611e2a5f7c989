package klt.controller.http.request;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The host names under which the controller responds. This prevents DNS rebinding: an attacker's page under evil.example, whose name now
 * resolves to the controller's address, has the same origin as the controller in the eyes of the browser, but sends the name evil.example
 * in the Host header.
 *
 * <p>Addresses are always allowed, and so are names that cannot be registered in the public DNS: names without a dot, and names in {@link
 * #PRIVATE}.
 *
 * @param names further names, in lower case; {@code .example.com} allows all names below example.com
 * @param any whether every name is allowed
 */
public record AllowedHosts(Set<String> names, boolean any) {

    public static final String VARIABLE = "ALLOWED_HOSTS";
    public static final String ANY = "*";

    /** Top-level domains that are not delegated: RFC 6761, RFC 6762, RFC 8375, ICANN's .internal, and Kubernetes' Services. */
    static final List<String> PRIVATE = List.of(".localhost", ".local", ".internal", ".home.arpa", ".svc");

    public AllowedHosts {
        names = Set.copyOf(names);
    }

    /** @param listed values of {@value #VARIABLE}; a port is ignored */
    public static AllowedHosts of(List<String> listed) {
        Set<String> names = new TreeSet<>();
        listed.stream()
                .filter(name -> !name.equals(ANY))
                .forEach(name -> names.add(
                        name.startsWith(".")
                                ? name.toLowerCase(Locale.ROOT)
                                : Authority.parse(name).map(Authority::name).orElse(name)));
        return new AllowedHosts(names, listed.contains(ANY));
    }

    /** @param host the name on which the controller listens */
    public AllowedHosts with(String host) {
        return with(Authority.parse(host).map(Authority::name).stream());
    }

    public AllowedHosts with(Origins origins) {
        return with(origins.allowed().stream()
                .map(origin -> Authority.parse(origin.substring(origin.indexOf("://") + 3)))
                .flatMap(authority -> authority.map(Authority::name).stream()));
    }

    private AllowedHosts with(Stream<String> more) {
        return new AllowedHosts(Stream.concat(names.stream(), more).collect(Collectors.toSet()), any);
    }

    /** Returns why the request is refused; empty if its host name is allowed. */
    public Optional<String> refusal(RequestHead request) {
        return request.all("Host").stream()
                .filter(host -> !any && !host.isEmpty())
                .filter(host -> Authority.parse(host).filter(this::allows).isEmpty())
                .findFirst()
                .map(host -> "the host name '" + shown(host)
                        + "' is not allowed; use the controller's IP address, or add the name to " + VARIABLE);
    }

    private boolean allows(Authority host) {
        String name = host.name();
        return host.isAddress()
                || name.indexOf('.') < 0
                || PRIVATE.stream().anyMatch(name::endsWith)
                || names.contains(name)
                || names.stream().anyMatch(suffix -> suffix.startsWith(".") && name.endsWith(suffix));
    }

    private static String shown(String host) {
        return Authority.parse(host).map(Authority::name).orElse("?");
    }
}
