package klt.controller.http;

import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Serves the files of the console and the WebJars from the class path. The page's import map lists the versions of the WebJars on the class
 * path. It is the only inline script, so the content security policy includes its hash.
 */
final class Console {

    private static final Pattern PATH =
            Pattern.compile("/(?:[A-Za-z0-9@_-][A-Za-z0-9@._-]*/)*[A-Za-z0-9@_-][A-Za-z0-9@._-]*");
    private static final String WEBJARS = "META-INF/resources/webjars/";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "json", "application/json",
            "woff2", "font/woff2");

    private final byte[] page;
    private final String pageTag;
    private final String policy;

    Console() {
        String importMap = Json.MAPPER.writeValueAsString(Map.of("imports", imports()));
        String template = new String(
                resource("ui/index.html")
                        .orElseThrow(() -> new IllegalStateException("the console's page is not on the class path")),
                StandardCharsets.UTF_8);
        String html = template.replace("<!--importmap-->", "<script type=\"importmap\">" + importMap + "</script>")
                .replace("{{uplot.js}}", webJar("uplot") + "dist/uPlot.iife.min.js")
                .replace("{{uplot.css}}", webJar("uplot") + "dist/uPlot.min.css");
        page = html.getBytes(StandardCharsets.UTF_8);
        pageTag = tag(page);
        String hash = Base64.getEncoder().encodeToString(sha256(importMap.getBytes(StandardCharsets.UTF_8)));
        policy = "default-src 'self'; script-src 'self' 'sha256-" + hash
                + "'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
    }

    private static Map<String, String> imports() {
        Map<String, String> imports = new LinkedHashMap<>();
        addModule(imports, "lit", "lit", "index.js");
        addModule(imports, "lit-html", "lit-html", "lit-html.js");
        addModule(imports, "lit-element", "lit-element", "index.js");
        addModule(imports, "@lit/reactive-element", "lit__reactive-element", "reactive-element.js");
        return imports;
    }

    private static void addModule(Map<String, String> imports, String name, String webJar, String main) {
        imports.put(name, webJar(webJar) + main);
        imports.put(name + "/", webJar(webJar));
    }

    /** Returns the URL of a WebJar's folder. */
    private static String webJar(String name) {
        Properties properties = new Properties();
        String path = "META-INF/maven/org.webjars.npm/" + name + "/pom.properties";
        byte[] bytes = resource(path)
                .orElseThrow(() -> new IllegalStateException("WebJar " + name + " is not on the class path"));
        try {
            properties.load(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("reading memory", e);
        }
        return "/webjars/" + name + "/" + properties.getProperty("version") + "/";
    }

    /** Returns the Content-Security-Policy of the page. */
    String policy() {
        return policy;
    }

    /** Serves the file at this path, if there is one. For the root, and for any other path that a browser navigates to, serves the page. */
    void serve(Context context) {
        String path = context.path();
        Optional<byte[]> file = PATH.matcher(path).matches() && path.contains(".") ? file(path) : Optional.empty();
        if (file.isPresent()) {
            context.contentType(
                    TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream"));
            boolean versioned = path.startsWith("/webjars/");
            send(context, file.get(), tag(file.get()), versioned ? "public, max-age=31536000, immutable" : "no-cache");
        } else if (path.equals("/")
                || Optional.ofNullable(context.header("Accept")).orElse("").contains("text/html")) {
            context.contentType("text/html; charset=utf-8");
            send(context, page, pageTag, "no-cache");
        } else {
            throw ProblemException.noPage(path);
        }
    }

    private static Optional<byte[]> file(String path) {
        return path.startsWith("/webjars/")
                ? resource(WEBJARS + path.substring("/webjars/".length()))
                : path.equals("/index.html") ? Optional.empty() : resource("ui" + path);
    }

    private static void send(Context context, byte[] body, String tag, String cache) {
        context.header("ETag", tag).header("Cache-Control", cache);
        if (tag.equals(context.header("If-None-Match"))) {
            context.status(304);
        } else {
            context.result(body);
        }
    }

    private static String tag(byte[] body) {
        return '"' + HexFormat.of().formatHex(sha256(body), 0, 8) + '"';
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static Optional<byte[]> resource(String path) {
        try (InputStream in = Console.class.getClassLoader().getResourceAsStream(path)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + path, e);
        }
    }
}
