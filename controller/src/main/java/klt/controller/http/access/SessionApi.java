package klt.controller.http.access;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import klt.controller.http.access.Accounts.Account;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reports to the console who its user is, and signs users in and out if they have tokens. */
final class SessionApi {

    static final String PATH = "/api/session";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /**
     * @param auth how users are identified
     * @param user empty if the request has no valid credentials
     * @param open whether anyone who can reach the port, also from another machine, can start load
     */
    record SessionView(String auth, Optional<String> user, Optional<String> role, boolean open) {}

    private final AccessSettings settings;
    private final int bodyBytesMax;

    /** @param bodyBytesMax longest body of a sign-in, for which a client needs no credentials */
    SessionApi(AccessSettings settings, int bodyBytesMax) {
        this.settings = settings;
        this.bodyBytesMax = bodyBytesMax;
    }

    void register(RoutesConfig routes) {
        routes.get(PATH, context -> context.json(view(AccessFilter.user(context))));
        routes.head(PATH, context -> context.json(view(AccessFilter.user(context))));
        routes.post(PATH, this::signIn);
        routes.delete(PATH, this::signOut);
    }

    private SessionView view(Optional<User> user) {
        Optional<User> known = user.filter(someone -> !(settings.authentication() instanceof Authentication.None));
        return new SessionView(
                settings.authentication().method(),
                known.map(User::name),
                user.map(someone -> someone.role().word()),
                settings.isOpen());
    }

    private void signIn(Context context) throws IOException {
        // a chunked body has no length in its headers
        byte[] body = context.bodyInputStream().readNBytes(bodyBytesMax + 1);
        Bodies.requireLength(body.length, bodyBytesMax);
        String token = token(new String(body, StandardCharsets.UTF_8));
        if (!(settings.authentication() instanceof TokenAuthentication tokens)) {
            throw Refusal.badRequest("there is nothing to sign in to with " + Authentication.VARIABLE + "="
                    + settings.authentication().method());
        }
        Account account = tokens.withToken(token)
                .orElseThrow(() -> Refusal.unauthorized("the token is not valid", tokens.challenge()));
        AccessFilter.signedIn(context, account.user());
        context.header(
                        "Set-Cookie",
                        SessionCookies.header(
                                tokens.sessions().value(account), isSecure(context), SessionCookies.LENGTH))
                .json(view(Optional.of(account.user())));
    }

    private static String token(String body) {
        try {
            return MAPPER.readTree(body).path("token").stringValueOpt().orElseThrow(SessionApi::noToken);
        } catch (JacksonException e) {
            throw noToken();
        }
    }

    private static Refusal noToken() {
        return Refusal.badRequest("the body takes {\"token\": \"…\"}");
    }

    private void signOut(Context context) {
        context.header("Set-Cookie", SessionCookies.header("", isSecure(context), Duration.ZERO))
                .status(204);
    }

    /** A proxy that terminates TLS says so. If another client says so, that only keeps its own cookie from being sent. */
    private static boolean isSecure(Context context) {
        return context.req().isSecure() || "https".equals(context.header("X-Forwarded-Proto"));
    }
}
