package klt.common.kafka.auth;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import klt.common.tls.PrivateKeys;

/**
 * A key and its self-signed certificate.
 *
 * @param store both as a PKCS #12 store with the password {@link #PASSWORD}
 * @param trustStore the certificate as a PKCS #12 store with the same password
 * @param certificate the certificate in PEM
 * @param key the key in PKCS #8, in PEM
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TestKeys(byte[] store, byte[] trustStore, String certificate, String key) {

    static final String PASSWORD = "canary-store-password";

    private static final String ALIAS = "a";
    private static final ConcurrentHashMap<String, TestKeys> MADE = new ConcurrentHashMap<>();

    /** Returns the same key for the same arguments, because keytool takes a second to create one. */
    static TestKeys of(String name, String algorithm) {
        return MADE.computeIfAbsent(name + "/" + algorithm, id -> {
            try {
                return make(name, algorithm);
            } catch (IOException | GeneralSecurityException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    private static TestKeys make(String name, String algorithm)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path folder = Files.createTempDirectory("klt-keys");
        Path file = folder.resolve("a.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        name,
                        "-alias",
                        ALIAS,
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        Files.delete(folder);
        char[] password = PASSWORD.toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(bytes), password);
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry(ALIAS, store.getCertificate(ALIAS));
        var trusted = new ByteArrayOutputStream();
        trust.store(trusted, password);
        return new TestKeys(
                bytes,
                trusted.toByteArray(),
                pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded()),
                pem("PRIVATE KEY", store.getKey(ALIAS, password).getEncoded()));
    }

    /** Returns a PKCS #12 store with the key, but without a certificate. */
    byte[] storeWithoutCertificate() throws IOException, GeneralSecurityException {
        char[] password = PASSWORD.toCharArray();
        String algorithm = "PBEWithSHA1AndDESede";
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE, SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password)));
        byte[] encrypted =
                cipher.doFinal(PrivateKeys.read("the test's key", key).getEncoded());
        KeyStore bare = KeyStore.getInstance("PKCS12");
        bare.load(null, null);
        bare.setKeyEntry(ALIAS, new EncryptedPrivateKeyInfo(cipher.getParameters(), encrypted).getEncoded(), null);
        var stored = new ByteArrayOutputStream();
        bare.store(stored, password);
        return stored.toByteArray();
    }

    static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + new String(Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(der), StandardCharsets.US_ASCII)
                + "\n-----END " + type + "-----\n";
    }
}
