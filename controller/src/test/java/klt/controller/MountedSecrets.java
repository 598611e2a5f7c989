package klt.controller;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * Writes Strimzi's secrets as mounted files, with keys that keytool creates.
 *
 * @param folder contains the key stores
 */
record MountedSecrets(Path folder) {

    static final String PASSWORD = "secret";

    private static final String ALIAS = "a";

    /** Creates a key and its self-signed certificate, and returns their PKCS #12 store. */
    Path keys(String name) throws IOException, InterruptedException {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-alias",
                        ALIAS,
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed; see " + folder.resolve("keytool.log"));
        }
        return store;
    }

    private static KeyStore read(Path store) throws IOException, GeneralSecurityException {
        KeyStore read = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            read.load(in, PASSWORD.toCharArray());
        }
        return read;
    }

    /** Returns a store that contains only the certificate in another store. */
    Path trusting(Path store) throws IOException, GeneralSecurityException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry(ALIAS, read(store).getCertificate(ALIAS));
        Path file = folder.resolve("trust-" + store.getFileName());
        try (OutputStream out = Files.newOutputStream(file)) {
            trust.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    /** Writes the secret {@code <cluster>-cluster-ca-cert}. */
    void clusterCa(Path mounted, Path brokerStore) throws IOException, GeneralSecurityException {
        Path ca = Files.createDirectories(mounted.resolve("ca"));
        pem(
                ca.resolve("ca.crt"),
                "CERTIFICATE",
                read(brokerStore).getCertificate(ALIAS).getEncoded());
        Files.write(ca.resolve("ca.p12"), Files.readAllBytes(trusting(brokerStore)));
        Files.writeString(ca.resolve("ca.password"), PASSWORD);
    }

    /** Writes the secret of a KafkaUser with TLS authentication. */
    void tlsUser(Path mounted, Path userStore) throws IOException, GeneralSecurityException {
        Path user = Files.createDirectories(mounted.resolve("user"));
        KeyStore store = read(userStore);
        // Strimzi's authority for users, which does not issue the brokers' certificates
        pem(user.resolve("ca.crt"), "CERTIFICATE", store.getCertificate(ALIAS).getEncoded());
        pem(user.resolve("user.crt"), "CERTIFICATE", store.getCertificate(ALIAS).getEncoded());
        pem(
                user.resolve("user.key"),
                "PRIVATE KEY",
                store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
        Files.write(user.resolve("user.p12"), Files.readAllBytes(userStore));
        Files.writeString(user.resolve("user.password"), PASSWORD);
    }

    /** Writes the secret of a KafkaUser with SCRAM authentication. */
    void scramUser(Path mounted, String name, String password) throws IOException {
        Path user = Files.createDirectories(mounted.resolve("user"));
        Files.writeString(user.resolve("password"), password);
        Files.writeString(
                user.resolve("sasl.jaas.config"),
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + name + "\" password=\""
                        + password + "\";");
    }

    private static void pem(Path file, String type, byte[] der) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN " + type + "-----\n"
                        + new String(
                                Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(der), StandardCharsets.US_ASCII)
                        + "\n-----END " + type + "-----\n");
    }
}
