package klt.common.kafka.auth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.text.ErrorMessage;
import klt.common.tls.PrivateKeys;

/** Reads certificates and keys from PEM files and PKCS #12 stores, and converts them to the PEM that Kafka's clients take. */
final class Certificates {

    private static final String PKCS12 = "PKCS12";
    private static final String KEY_PEM = "PRIVATE KEY";
    private static final String CERTIFICATE_PEM = "CERTIFICATE";
    private static final int LINE_LENGTH = 64;

    /** The key algorithms that Kafka's clients read from PEM. */
    private static final Set<String> ALGORITHMS = Set.of("RSA", "EC");

    /** The name of Strimzi's authority that issues the certificates of users, but not of brokers. */
    private static final List<String> STRIMZI_CLIENTS_CA = List.of("O=io.strimzi", "CN=clients-ca");

    private final AuthFiles files;

    Certificates(AuthFiles files) {
        this.files = files;
    }

    /**
     * A client's certificate and its key.
     *
     * @param file the file that contains the certificate
     * @param own the client's certificate
     * @param chain the client's certificate and those of the authorities that issued it, in PEM
     * @param key the private key in PKCS #8, in PEM
     */
    record Identity(String file, X509Certificate own, String chain, String key) {

        /** Shows no key. */
        @Override
        public String toString() {
            return "Identity[" + file + "]";
        }
    }

    /** Returns the certificates of the authorities that issue the brokers' certificates, in PEM, or empty if there are no such files. */
    Optional<String> trusted() {
        List<X509Certificate> found = new ArrayList<>();
        List<String> names = files.authorities(AuthFiles.CA_CERTIFICATE);
        names.forEach(name -> found.addAll(pem(name)));
        if (names.isEmpty()) {
            names = files.authorities(AuthFiles.CA_STORE);
            names.forEach(name -> found.addAll(store(name)));
        }
        if (names.isEmpty()) {
            return Optional.empty();
        }
        if (found.removeIf(Certificates::isOfClients) && found.isEmpty()) {
            throw files.mistake("contains only the authority of Kafka's users (" + String.join(", ", names)
                    + "), which does not issue the brokers' certificates; also mount the secret CLUSTER-cluster-ca-cert,"
                    + " in a folder of its own");
        }
        return Optional.of(pem(found));
    }

    private static boolean isOfClients(X509Certificate certificate) {
        String name = certificate.getSubjectX500Principal().getName();
        return STRIMZI_CLIENTS_CA.stream().allMatch(name::contains);
    }

    private List<X509Certificate> pem(String name) {
        List<X509Certificate> found = new ArrayList<>();
        try {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(files.bytes(name)))
                    .forEach(certificate -> found.add((X509Certificate) certificate));
        } catch (GeneralSecurityException e) {
            throw files.mistake("contains no valid PEM certificates in " + name + ": " + ErrorMessage.of(e)
                    + "; correct the secret");
        }
        if (found.isEmpty()) {
            throw files.mistake("contains no PEM certificate (BEGIN CERTIFICATE) in " + name + "; correct the secret");
        }
        return found;
    }

    private List<X509Certificate> store(String name) {
        KeyStore store = open(name, AuthFiles.CA_STORE_PASSWORD);
        List<X509Certificate> found = new ArrayList<>();
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isCertificateEntry(alias)) {
                    found.add((X509Certificate) store.getCertificate(alias));
                }
            }
        } catch (GeneralSecurityException e) {
            throw files.mistake("contains " + name + ", whose certificates cannot be read: " + ErrorMessage.of(e)
                    + "; use " + AuthFiles.CA_CERTIFICATE);
        }
        if (found.isEmpty()) {
            throw files.mistake("contains no trusted certificate in " + name + "; use " + AuthFiles.CA_CERTIFICATE);
        }
        return found;
    }

    private KeyStore open(String name, String passwordFile) {
        String password = files.text(passwordFile)
                .orElseThrow(() ->
                        files.mistake("contains " + name + ", but not its password; add the file " + passwordFile));
        try {
            KeyStore store = KeyStore.getInstance(PKCS12);
            store.load(new ByteArrayInputStream(files.bytes(name)), password.toCharArray());
            return store;
        } catch (GeneralSecurityException | IOException e) {
            // the message says only whether the password or the file is wrong
            throw files.mistake("contains " + name + ", which cannot be opened with the password in " + passwordFile
                    + ": " + ErrorMessage.of(e) + "; take both from the same secret");
        }
    }

    /** Returns the client's certificate and key, or empty if there are no such files. */
    Optional<Identity> identity() {
        return identity(AuthFiles.USER_CERTIFICATE, AuthFiles.USER_KEY)
                .or(() -> identity(AuthFiles.TLS_CERTIFICATE, AuthFiles.TLS_KEY))
                .or(() -> files.find(AuthFiles.USER_STORE).map(this::storedIdentity));
    }

    private Optional<Identity> identity(String certificateFile, String keyFile) {
        Optional<String> certificate = files.find(certificateFile);
        Optional<String> key = files.find(keyFile);
        if (certificate.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw files.mistake("contains " + certificate.or(() -> key).orElseThrow() + ", but not "
                    + (key.isEmpty() ? keyFile : certificateFile) + "; the client needs both");
        }
        List<X509Certificate> chain = pem(certificate.get());
        return Optional.of(checked(certificate.get(), chain, key.get(), key(key.get())));
    }

    private PrivateKey key(String name) {
        String text = new String(files.bytes(name), StandardCharsets.UTF_8);
        String type = PrivateKeys.type(text)
                .orElseThrow(() -> files.mistake("contains no complete PEM key (BEGIN " + KEY_PEM + ") in " + name));
        if (!type.equals(KEY_PEM)) {
            String form = type.startsWith("RSA") ? "PKCS #1" : type.startsWith("EC") ? "SEC 1" : "an encrypted form";
            throw files.mistake("contains " + name + " in " + form + " (BEGIN " + type
                    + "), but the client needs an unencrypted key in PKCS #8; convert it with: openssl pkcs8 -topk8 -nocrypt -in "
                    + name
                    + " -out pkcs8.key, or with cert-manager, set privateKey.encoding: PKCS8");
        }
        return PrivateKeys.read(files.scope().folder() + " " + name, text);
    }

    private Identity storedIdentity(String name) {
        KeyStore store = open(name, AuthFiles.USER_STORE_PASSWORD);
        char[] password =
                files.text(AuthFiles.USER_STORE_PASSWORD).orElseThrow().toCharArray();
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, password) instanceof PrivateKey key) {
                    Certificate[] certificates = Optional.ofNullable(store.getCertificateChain(alias))
                            .orElseThrow(() -> files.mistake("contains a key without a certificate in " + name
                                    + "; export the key together with its certificate chain"));
                    List<X509Certificate> chain = Arrays.stream(certificates)
                            .map(X509Certificate.class::cast)
                            .toList();
                    return checked(name, chain, name, key);
                }
            }
        } catch (GeneralSecurityException e) {
            throw files.mistake("contains " + name + ", whose key cannot be used: " + ErrorMessage.of(e) + "; use "
                    + AuthFiles.USER_CERTIFICATE + " and " + AuthFiles.USER_KEY);
        }
        throw files.mistake("contains no private key in " + name + "; use the key store of a user");
    }

    private Identity checked(String file, List<X509Certificate> chain, String keyFile, PrivateKey key) {
        if (!ALGORITHMS.contains(key.getAlgorithm())) {
            throw files.mistake("contains a key in " + keyFile + " with the algorithm " + key.getAlgorithm()
                    + ", but Kafka's clients take only RSA and EC keys; issue another certificate");
        }
        X509Certificate own = chain.getFirst();
        if (!PrivateKeys.belongTogether(key, own.getPublicKey())) {
            throw files.mistake("contains a key in " + keyFile + " that does not belong to the first certificate in "
                    + file + "; take both from the same secret");
        }
        return new Identity(file, own, pem(chain), pem(KEY_PEM, key.getEncoded()));
    }

    private static String pem(List<? extends Certificate> certificates) {
        StringBuilder pem = new StringBuilder();
        try {
            for (Certificate certificate : certificates) {
                pem.append(pem(CERTIFICATE_PEM, certificate.getEncoded()));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read has no encoding", e);
        }
        return pem.toString();
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type
                + "-----\n";
    }
}
