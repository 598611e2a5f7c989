package klt.controller.http.request;

import java.util.List;
import java.util.Map;

/** Requests for tests. */
public final class RequestHeads {

    private RequestHeads() {}

    public static RequestHead of(String method, Map<String, String> headers) {
        return of(method, "/api/runs", headers);
    }

    public static RequestHead of(String method, String path, Map<String, String> headers) {
        return new RequestHead(
                method,
                path,
                "10.0.0.7",
                name -> headers.containsKey(name) ? List.of(headers.getOrDefault(name, "")) : List.of());
    }
}
