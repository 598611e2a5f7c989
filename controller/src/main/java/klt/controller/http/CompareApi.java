package klt.controller.http;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import klt.common.compare.Comparer;
import klt.common.compare.FailIf;
import klt.common.report.RunDocument;
import klt.common.spec.input.FieldError;

/** The HTTP resource that compares runs. */
final class CompareApi {

    private static final String FAIL_IF = "failIf";

    private final RunReader reader;
    private final Supplier<Optional<String>> unknown;

    /** @param unknown why the stored runs have not been read; empty if they have been read */
    CompareApi(RunReader reader, Supplier<Optional<String>> unknown) {
        this.reader = reader;
        this.unknown = unknown;
    }

    void register(JavalinDefaultRoutingApi routes) {
        Reading.at(routes, "/api/compare", this::compare);
    }

    private void compare(Context context) {
        unknown.get().ifPresent(why -> {
            throw ProblemException.notReady(why);
        });
        List<FieldError> errors = new ArrayList<>();
        List<String> a = ids(context, "a", errors);
        List<String> b = ids(context, "b", errors);
        List<FailIf> conditions = conditions(context.queryParams(FAIL_IF), errors);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        context.json(Comparer.compare(documents(a), documents(b), conditions));
    }

    private static List<String> ids(Context context, String side, List<FieldError> errors) {
        List<String> ids = context.queryParams(side).stream()
                .flatMap(list -> Stream.of(list.split(",")))
                .filter(id -> !id.isBlank())
                .toList();
        Comparer.mistake(ids).ifPresent(mistake -> errors.add(new FieldError(side, mistake)));
        return ids;
    }

    private static List<FailIf> conditions(List<String> texts, List<FieldError> errors) {
        if (texts.size() > FailIf.CONDITIONS_MAX) {
            errors.add(new FieldError(FAIL_IF, "takes at most " + FailIf.CONDITIONS_MAX + " conditions"));
            return List.of();
        }
        List<FailIf> conditions = new ArrayList<>();
        for (String text : texts) {
            try {
                conditions.add(FailIf.parse(text));
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError(FAIL_IF, String.valueOf(e.getMessage())));
            }
        }
        return conditions;
    }

    private List<RunDocument> documents(List<String> ids) {
        return ids.stream().map(this::document).toList();
    }

    private RunDocument document(String id) {
        RunDocument run = reader.document(id).orElseThrow(() -> ProblemException.noRun(id));
        if (!run.result().run().phase().isEnded()) {
            throw ProblemException.conflict("run " + id + " has not ended");
        }
        return run;
    }
}
