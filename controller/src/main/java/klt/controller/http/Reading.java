package klt.controller.http;

import io.javalin.http.Handler;
import io.javalin.router.JavalinDefaultRoutingApi;

/** Routes that change nothing. */
final class Reading {

    private Reading() {}

    /**
     * Answers GET, and HEAD with the same status and headers: Javalin's own answer to HEAD is 200 wherever there is a route, also for a
     * run that does not exist. Jetty leaves the body out.
     */
    static void at(JavalinDefaultRoutingApi routes, String path, Handler handler) {
        routes.get(path, handler);
        routes.head(path, handler);
    }
}
