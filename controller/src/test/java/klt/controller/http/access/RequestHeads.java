package klt.controller.http.access;

import java.util.List;
import java.util.Map;

/** Requests for tests. */
final class RequestHeads {

    private RequestHeads() {}

    static RequestHead of(String method, Map<String, String> headers) {
        return of(method, "/api/runs", headers);
    }

    static RequestHead of(String method, String path, Map<String, String> headers) {
        return new RequestHead(
                method,
                path,
                "10.0.0.7",
                name -> headers.containsKey(name) ? List.of(headers.getOrDefault(name, "")) : List.of());
    }
}
