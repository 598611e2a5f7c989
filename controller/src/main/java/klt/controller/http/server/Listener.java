package klt.controller.http.server;

import io.javalin.config.JettyConfig;
import java.util.Optional;
import klt.common.clock.Ticker;
import klt.controller.http.request.RequestIds;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A port on which a server listens, with the limits in {@link HttpLimits}.
 *
 * @param port 0 for any free port
 * @param error writes the response to a malformed request
 */
public record Listener(String host, int port, Optional<TlsFiles> tls, ErrorBody error, RequestIds ids, Ticker ticker) {

    /** Writes a problem document. */
    @FunctionalInterface
    public interface ErrorBody {

        byte[] of(int status, String detail);
    }

    public void configure(JettyConfig jetty) {
        jetty.modifyHttpConfiguration(http -> {
            http.setRequestHeaderSize(HttpLimits.HEAD_BYTES_MAX);
            http.setSendServerVersion(false);
        });
        jetty.modifyServer(server -> server.setErrorHandler(new ErrorPage(error, ids)));
        jetty.addConnector(this::connector);
    }

    private Connector connector(Server server, HttpConfiguration http) {
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        ServerConnector connector = tls.map(files -> files.connector(server, http, plain))
                .orElseGet(() -> new ServerConnector(server, plain));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(HttpLimits.IDLE_MAX.toMillis());
        connector.addBean(new NetworkConnectionLimit(HttpLimits.CONNECTIONS_MAX, connector));
        SlowRequests slow = new SlowRequests(connector::getConnectedEndPoints, ticker);
        http.addCustomizer(slow);
        connector.addBean(slow);
        return connector;
    }
}
