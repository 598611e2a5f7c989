package klt.controller.http;

import io.javalin.http.Handler;
import io.javalin.router.JavalinDefaultRoutingApi;

/** Registers read-only routes. */
final class Reading {

    private Reading() {}

    /**
     * Routes GET requests, and HEAD requests with the same status and headers: Javalin itself responds to HEAD with 200 on every route,
     * even for a run that does not exist. Jetty omits the body.
     */
    static void at(JavalinDefaultRoutingApi routes, String path, Handler handler) {
        routes.get(path, handler);
        routes.head(path, handler);
    }
}
