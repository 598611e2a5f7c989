package klt.controller.http.request;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A request without its body.
 *
 * @param path path as sent, percent-encoded, without the query
 * @param address IP address of the peer, which may be a reverse proxy
 * @param headers returns all values of a header
 */
public record RequestHead(String method, String path, String address, Function<String, List<String>> headers) {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    /** Returns whether the request may change something. */
    public boolean isWrite() {
        return !SAFE.contains(method);
    }

    public List<String> all(String header) {
        return headers.apply(header);
    }

    public Optional<String> first(String header) {
        return all(header).stream().findFirst();
    }
}
