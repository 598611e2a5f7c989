package klt.controller.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import klt.common.spec.input.FieldError;
import klt.controller.core.run.Reply;

/** Ends a request with a {@link Problem}. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    private ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }

    static ProblemException invalid(List<FieldError> errors) {
        return new ProblemException(Problem.invalid(errors));
    }

    static ProblemException invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
    }

    static ProblemException noRun(String id) {
        return new ProblemException(Problem.of(404, "No such run", "there is no run " + id));
    }

    static ProblemException noSweep(String id) {
        return new ProblemException(Problem.of(404, "No such sweep", "there is no sweep " + id));
    }

    static ProblemException noBaseline(String name) {
        return new ProblemException(Problem.of(404, "No such baseline", "there is no baseline " + name));
    }

    static ProblemException noSchedule(String name) {
        return new ProblemException(Problem.of(404, "No such schedule", "there is no schedule " + name));
    }

    static ProblemException noPage(String path) {
        return new ProblemException(Problem.of(404, "Not found", "there is nothing at " + path));
    }

    static ProblemException conflict(String reason) {
        return new ProblemException(Problem.of(409, "Not possible now", reason));
    }

    static ProblemException refused(String reason) {
        return new ProblemException(Problem.of(429, "A limit is reached", reason));
    }

    /** @param reason why the controller cannot serve a request; empty if it can */
    static void requireReady(Supplier<Optional<String>> reason) {
        reason.get().ifPresent(why -> {
            throw notReady(why);
        });
    }

    /** @param notFound the problem if the core does not know the id or name */
    static void requireAccepted(Reply reply, Function<String, ProblemException> notFound) {
        switch (reply) {
            case Reply.Accepted() -> {}
            case Reply.Refused(String reason) -> throw refused(reason);
            case Reply.Conflict(String reason) -> throw conflict(reason);
            case Reply.NotFound(String id) -> throw notFound.apply(id);
        }
    }

    static ProblemException stopNotStored() {
        return notReady(
                "all load is being stopped, but Kafka has not stored it yet; repeat the request, or stop the workers");
    }

    static ProblemException notReady(String reason) {
        return new ProblemException(Problem.of(503, "The controller is not ready", reason));
    }
}
