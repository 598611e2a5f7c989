package klt.controller.http.server;

import java.time.InstantSource;
import java.util.Optional;
import klt.common.clock.Ticker;
import klt.common.settings.Environment;
import klt.controller.http.access.AccessSettings;

/**
 * Where and how the controller serves HTTP.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 for any free port
 * @param metricsPort separate port for metrics and health; if empty, metrics have the same port as the API
 * @param tls certificate and key; if empty, the server speaks plain HTTP
 */
public record HttpSettings(
        String host,
        int port,
        Optional<Integer> metricsPort,
        Optional<TlsFiles> tls,
        AccessSettings access,
        Ticker ticker) {

    private static final int PORT = 8080;
    private static final int PORT_MAX = 65_535;
    public static final String METRICS_PORT = "CONTROLLER_METRICS_PORT";

    /** @throws klt.common.settings.ConfigurationException if a variable is invalid */
    public static HttpSettings from(Environment environment, Ticker ticker, InstantSource clock) {
        String host = environment.text("HOST", "0.0.0.0");
        return new HttpSettings(
                host,
                environment.wholeNumber("PORT", PORT, 0, PORT_MAX),
                environment.text(METRICS_PORT).map(text -> environment.wholeNumber(METRICS_PORT, 0, 0, PORT_MAX)),
                TlsFiles.from(environment),
                AccessSettings.from(environment, host, ticker, clock),
                ticker);
    }
}
