package klt.controller.http.request;

import java.util.Locale;
import java.util.Optional;

/**
 * The type of a request body. Bodies are JSON or YAML: a page on another site can make a browser send text without asking this server
 * first, but neither of these.
 *
 * @param sent the Content-Type header; empty if there is none
 */
public record ContentType(String sent) {

    public static ContentType of(Optional<String> header) {
        return new ContentType(header.orElse("").toLowerCase(Locale.ROOT));
    }

    public boolean isJson() {
        return type().equals("application/json");
    }

    /** Also {@code text/yaml} and {@code application/x-yaml}, which programs sent before YAML had a registered type. */
    public boolean isYaml() {
        return type().endsWith("yaml");
    }

    private String type() {
        return sent.replaceFirst("\\s*;.*", "");
    }

    /** Returns why a body of any other type is refused. */
    public String refusal() {
        return "Content-Type takes application/json or application/yaml, not '" + sent + "'";
    }
}
