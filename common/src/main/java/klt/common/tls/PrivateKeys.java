package klt.common.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import klt.common.settings.ConfigurationException;

/** Private keys in PEM. */
public final class PrivateKeys {

    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    /** What PKCS #8 has before an RSA key in PKCS #1: version 0, and the algorithm rsaEncryption (RFC 5208, RFC 8017). */
    private static final byte[] RSA_PREFIX = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private PrivateKeys() {}

    /**
     * Reads a key in PKCS #8, or an RSA key in PKCS #1.
     *
     * @param variable the environment variable to name in an error
     * @throws ConfigurationException without any of the key's text
     */
    public static PrivateKey read(String variable, String text) {
        Matcher pem = PEM.matcher(text);
        if (!pem.find()) {
            throw new ConfigurationException(variable, "takes a file with a PEM private key (BEGIN PRIVATE KEY)");
        }
        byte[] der = decoded(variable, pem.group(2));
        return switch (pem.group(1)) {
            case "PRIVATE KEY" -> pkcs8(variable, der);
            case "RSA PRIVATE KEY" -> pkcs8(variable, fromPkcs1(der));
            default -> throw unusable(variable);
        };
    }

    /**
     * Returns the type of the key in a text, such as {@code RSA PRIVATE KEY} for PKCS #1, or empty if the text contains no complete key.
     */
    public static Optional<String> type(String text) {
        Matcher pem = PEM.matcher(text);
        return pem.find() ? Optional.of(pem.group(1)) : Optional.empty();
    }

    private static byte[] decoded(String variable, String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    variable, "takes a file with a complete PEM private key; part of it is missing");
        }
    }

    private static PrivateKey pkcs8(String variable, byte[] der) {
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                // a key of another algorithm
            }
        }
        throw unusable(variable);
    }

    private static ConfigurationException unusable(String variable) {
        return new ConfigurationException(
                variable,
                "takes an unencrypted RSA, EC or Ed25519 key in PKCS #8; convert it with: openssl pkcs8 -topk8 -nocrypt"
                        + " -in KEY -out KEY.pem");
    }

    private static byte[] fromPkcs1(byte[] key) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(RSA_PREFIX);
        content.writeBytes(der(0x04, key));
        return der(0x30, content.toByteArray());
    }

    private static byte[] der(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> Byte.SIZE);
            out.write(content.length & 0xff);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    /** Returns whether a certificate with this public key belongs to the private key. */
    public static boolean belongTogether(PrivateKey key, PublicKey certified) {
        byte[] sample = "sample".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature =
                    Signature.getInstance(SIGNATURES.getOrDefault(key.getAlgorithm(), key.getAlgorithm()));
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
