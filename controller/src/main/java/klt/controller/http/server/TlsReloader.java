package klt.controller.http.server;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import klt.common.settings.ConfigurationException;
import klt.common.text.ErrorMessage;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the certificate and its key again after the files change. Connections that exist keep the previous certificate. If the new files
 * are invalid, the previous certificate remains in effect; a secret's files are replaced one after the other, so they are read again.
 */
final class TlsReloader extends AbstractLifeCycle {

    static final Duration PERIOD = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(TlsReloader.class);

    private final TlsFiles files;
    private final SslContextFactory.Server context;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tls-reload").factory());
    private int content;
    private String warned = "";

    TlsReloader(TlsFiles files, SslContextFactory.Server context) {
        this.files = files;
        this.context = context;
    }

    @Override
    protected void doStart() throws IOException {
        content = files.contentHash();
        var unused =
                timer.scheduleWithFixedDelay(this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() {
        timer.shutdownNow();
    }

    /** A file that stays unreadable would otherwise cause a line per check. */
    private void warnOnce(String problem) {
        if (!problem.equals(warned)) {
            LOG.warn("the previous TLS certificate remains in effect: {}", problem);
        }
        warned = problem;
    }

    private void look() {
        try {
            int current = files.contentHash();
            if (current != content) {
                content = current;
                var store = files.keyStore();
                context.reload(reloaded -> reloaded.setKeyStore(store));
                LOG.info("the TLS certificate changed; new connections use it");
            }
            warned = "";
        } catch (IOException | ConfigurationException e) {
            warnOnce(ErrorMessage.of(e));
        } catch (Exception e) {
            LOG.error("the previous TLS certificate remains in effect", e);
        }
    }
}
