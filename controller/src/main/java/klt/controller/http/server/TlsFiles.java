package klt.controller.http.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Optional;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.common.text.ErrorMessage;
import klt.common.tls.PrivateKeys;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The server's certificate chain and private key in PEM files, as in a mounted Kubernetes Secret of type {@code kubernetes.io/tls}.
 *
 * @param certificates the server's certificate, then those of the authorities that issued it
 * @param key the private key in PKCS #8, or an RSA key in PKCS #1
 */
public record TlsFiles(Path certificates, Path key) {

    static final String CERTIFICATES_VARIABLE = "TLS_CERTIFICATE_FILE";
    static final String KEY_VARIABLE = "TLS_KEY_FILE";

    private static final String ALIAS = "controller";

    /** A key store in memory needs a password, which protects nothing. */
    private static final String NO_PASSWORD = "memory";

    /** @throws ConfigurationException if one of the two variables is missing, or the files cannot be used */
    static Optional<TlsFiles> from(Environment environment) {
        Optional<Path> certificates = environment.text(CERTIFICATES_VARIABLE).map(Path::of);
        Optional<Path> key = environment.text(KEY_VARIABLE).map(Path::of);
        if (certificates.isPresent() != key.isPresent()) {
            throw new ConfigurationException(
                    certificates.isPresent() ? KEY_VARIABLE : CERTIFICATES_VARIABLE,
                    "is missing; TLS needs both a certificate and its private key");
        }
        Optional<TlsFiles> files = certificates.map(path -> new TlsFiles(path, key.orElseThrow()));
        files.ifPresent(TlsFiles::keyStore);
        return files;
    }

    /** Reads the files. */
    KeyStore keyStore() {
        Certificate[] chain = chain();
        PrivateKey privateKey = PrivateKeys.read(KEY_VARIABLE, text(KEY_VARIABLE, key));
        if (!PrivateKeys.belongTogether(privateKey, chain[0].getPublicKey())) {
            throw new ConfigurationException(
                    KEY_VARIABLE,
                    "does not belong to the first certificate in " + CERTIFICATES_VARIABLE + "; check both files");
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(ALIAS, privateKey, NO_PASSWORD.toCharArray(), chain);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigurationException(CERTIFICATES_VARIABLE, "cannot be used: " + ErrorMessage.of(e));
        }
    }

    private Certificate[] chain() {
        try {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(
                            text(CERTIFICATES_VARIABLE, certificates).getBytes(StandardCharsets.US_ASCII)))
                    .toArray(Certificate[]::new);
            if (chain.length > 0) {
                return chain;
            }
        } catch (GeneralSecurityException e) {
            throw new ConfigurationException(CERTIFICATES_VARIABLE, "takes PEM certificates: " + ErrorMessage.of(e));
        }
        throw new ConfigurationException(CERTIFICATES_VARIABLE, "takes a file with at least one PEM certificate");
    }

    private static String text(String variable, Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConfigurationException(variable, "takes a readable file: " + ErrorMessage.of(e));
        }
    }

    ServerConnector connector(Server server, HttpConfiguration http, HttpConnectionFactory plain) {
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStore(keyStore());
        context.setKeyStorePassword(NO_PASSWORD);
        // clients may use an address, or a name that is not in the certificate; they verify it themselves
        http.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector connector =
                new ServerConnector(server, new SslConnectionFactory(context, plain.getProtocol()), plain);
        connector.addBean(new TlsReloader(this, context));
        return connector;
    }

    /** Returns the content of both files, to detect changes. */
    int contentHash() throws IOException {
        return 31 * Arrays.hashCode(Files.readAllBytes(certificates)) + Arrays.hashCode(Files.readAllBytes(key));
    }
}
