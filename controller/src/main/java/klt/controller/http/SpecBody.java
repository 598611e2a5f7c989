package klt.controller.http;

import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.Function;
import klt.common.spec.limit.Limits;
import klt.controller.http.request.ContentType;

/** A request body with a spec, in JSON or YAML. */
final class SpecBody {

    private SpecBody() {}

    static <T> T read(Context context, Function<String, T> json, Function<String, T> yaml) {
        ContentType type = ContentType.of(Optional.ofNullable(context.contentType()));
        String body = context.body();
        if (body.length() > Limits.SPEC_LENGTH_MAX) {
            throw ProblemException.invalid("", "the spec exceeds " + Limits.SPEC_LENGTH_MAX + " characters");
        }
        if (type.isJson()) {
            return json.apply(body);
        }
        if (type.isYaml()) {
            return yaml.apply(body);
        }
        throw ProblemException.invalid("", type.refusal());
    }
}
