package klt.controller.http;

import io.javalin.http.Context;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import klt.common.spec.limit.Limits;

/** A request body with a spec, in JSON or YAML. */
final class SpecBody {

    private SpecBody() {}

    static <T> T read(Context context, Function<String, T> json, Function<String, T> yaml) {
        String type = Optional.ofNullable(context.contentType()).orElse("").toLowerCase(Locale.ROOT);
        String body = context.body();
        if (body.length() > Limits.SPEC_LENGTH_MAX) {
            throw ProblemException.invalid("", "the spec exceeds " + Limits.SPEC_LENGTH_MAX + " characters");
        }
        if (type.startsWith("application/json")) {
            return json.apply(body);
        }
        if (type.contains("yaml")) {
            return yaml.apply(body);
        }
        throw ProblemException.invalid(
                "", "Content-Type takes application/json or application/yaml, not '" + type + "'");
    }
}
