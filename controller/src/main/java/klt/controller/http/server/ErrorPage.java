package klt.controller.http.server;

import java.nio.ByteBuffer;
import java.util.Optional;
import klt.controller.http.request.RequestIds;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Responds to requests that do not reach the routes because they are malformed or too long. */
final class ErrorPage extends ErrorHandler {

    private final Listener.ErrorBody body;
    private final RequestIds ids;

    ErrorPage(Listener.ErrorBody body, RequestIds ids) {
        this.body = body;
        this.ids = ids;
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        SecurityHeaders.withoutPage()
                .forEach((name, value) -> response.getHeaders().put(name, value));
        response.getHeaders()
                .put(
                        RequestIds.HEADER,
                        ids.of(Optional.ofNullable(request.getHeaders().get(RequestIds.HEADER))));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        byte[] bytes = body.of(status, Optional.ofNullable(message).orElse("the request is malformed"));
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }
}
