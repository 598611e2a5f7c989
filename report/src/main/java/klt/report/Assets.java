package klt.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import klt.common.report.RunDocument;
import tools.jackson.databind.json.JsonMapper;

/** What a report's file contains apart from its markup. */
final class Assets {

    /** The console's tokens, and the style sheet of the file. */
    static final String CSS = resource("/ui/theme.css") + resource("/klt/report/report.css");

    static final String POLICY =
            "default-src 'none'; style-src 'sha256-" + sha256(CSS) + "'; base-uri 'none'; form-action 'none'";

    private Assets() {}

    /** Returns the report as JSON that is safe in a script element, and in XML. */
    static String json(RunDocument document) {
        return JsonMapper.shared()
                .writeValueAsString(document)
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029")
                .replace("\u007f", "\\u007f")
                .replace("\ufffe", "\\ufffe")
                .replace("\uffff", "\\uffff");
    }

    private static String resource(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name, e);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
