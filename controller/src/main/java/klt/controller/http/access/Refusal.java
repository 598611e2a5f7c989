package klt.controller.http.access;

import java.util.Optional;

/** Ends a request that is not allowed. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int CONTENT_TOO_LARGE = 413;
    private static final int UNAVAILABLE = 503;

    private final int status;
    private final String title;
    private final String challenge;

    private Refusal(int status, String title, String detail, String challenge) {
        super(detail);
        this.status = status;
        this.title = title;
        this.challenge = challenge;
    }

    static Refusal unauthorized(String detail, String challenge) {
        return new Refusal(UNAUTHORIZED, "Credentials are required", detail, challenge);
    }

    static Refusal forbidden(String detail) {
        return new Refusal(FORBIDDEN, "Refused", detail, "");
    }

    static Refusal badRequest(String detail) {
        return new Refusal(BAD_REQUEST, "The request is invalid", detail, "");
    }

    static Refusal tooLarge(String detail) {
        return new Refusal(CONTENT_TOO_LARGE, "The request is too large", detail, "");
    }

    static Refusal unavailable(String detail) {
        return new Refusal(UNAVAILABLE, "The controller is busy", detail, "");
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** Returns the WWW-Authenticate header. */
    public Optional<String> challenge() {
        return Optional.of(challenge).filter(text -> !text.isEmpty());
    }
}
