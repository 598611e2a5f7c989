package klt.controller.http.request;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Prevents CSRF: a page of another origin must not start or stop a load through a visitor's browser.
 *
 * <p>The algorithm is that of Go's {@code http.CrossOriginProtection}: the browser's own judgement in Sec-Fetch-Site comes first, because
 * scripts cannot set it and it is correct behind every reverse proxy. Browsers omit it on plain HTTP to other machines; there, Origin must
 * match the Host header. A request with neither header does not come from a browser.
 *
 * @param allowed origins such as {@code https://load.example.com} that may write although they are not the request's own
 */
public record Origins(Set<String> allowed) {

    public static final String VARIABLE = "ALLOWED_ORIGINS";

    private static final String SCHEME_END = "://";

    public Origins {
        allowed = Set.copyOf(allowed);
    }

    /** Returns the canonical form of an origin: lower case, without a default port. Empty if the text is not an HTTP origin. */
    public static Optional<String> canonical(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        int end = lower.indexOf(SCHEME_END);
        String scheme = end < 0 ? "" : lower.substring(0, end);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return Optional.empty();
        }
        return Authority.parse(lower.substring(end + SCHEME_END.length()))
                .map(authority -> scheme + SCHEME_END + withoutDefaultPort(authority, scheme));
    }

    private static String withoutDefaultPort(Authority authority, String scheme) {
        int byDefault = scheme.equals("https") ? 443 : 80;
        String name = authority.name().indexOf(':') < 0 ? authority.name() : "[" + authority.name() + "]";
        return authority
                .port()
                .filter(port -> port != byDefault)
                .map(port -> name + ":" + port)
                .orElse(name);
    }

    /** Returns why the request is refused; empty if it reads only, or does not come from a page of another origin. */
    public Optional<String> refusal(RequestHead request) {
        Optional<String> origin = request.first("Origin");
        if (!request.isWrite()
                || origin.flatMap(Origins::canonical).filter(allowed::contains).isPresent()) {
            return Optional.empty();
        }
        if (!request.all("Sec-Fetch-Site").isEmpty()) {
            return request.all("Sec-Fetch-Site").stream()
                            .allMatch(site -> site.equals("same-origin") || site.equals("none"))
                    ? Optional.empty()
                    : Optional.of("the request comes from a page on another site; use the console or an API client");
        }
        return origin.filter(from -> !isOwn(from, request))
                .map(from -> "the request comes from a page of another origin ("
                        + canonical(from).orElse("null")
                        + "); use the console or an API client. If this is the address of a reverse proxy, add it to "
                        + VARIABLE);
    }

    /** The scheme is not compared, because a proxy that terminates TLS passes requests on without it. */
    private static boolean isOwn(String origin, RequestHead request) {
        int end = origin.indexOf(SCHEME_END);
        return request.first("Host")
                .filter(host -> end > 0)
                .flatMap(host -> canonical(origin.substring(0, end) + SCHEME_END + host))
                .filter(own -> canonical(origin).filter(own::equals).isPresent())
                .isPresent();
    }
}
