package klt.systemtests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The console with users, in a real browser. */
@Tag("extended")
class SignInIT {

    private static final double PATIENCE_MILLIS = 60_000;
    private static final String ACCOUNTS = "olga:operate:canary-operator-token victor:view:canary-viewer-token";

    private static String url;
    private static ConsoleBrowser console;

    @BeforeAll
    static void start() {
        console = ConsoleBrowser.start();
    }

    @AfterAll
    static void stop() {
        if (console != null) {
            console.close();
        }
    }

    private static void with(String auth, Runnable test) {
        try (Command system = Command.start(
                Map.of("AUTH", auth, "AUTH_ACCOUNTS", ACCOUNTS), "local", "--port", "0", "--workers", "1")) {
            url = LocalSystemIT.consoleUrl(system);
            test.run();
        }
    }

    private static LocatorAssertions.IsVisibleOptions patiently() {
        return new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE_MILLIS);
    }

    private static Page signedIn(BrowserContext context, String token) {
        Page page = context.newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.navigate(url + "/runs/new");
        page.getByTestId("token").fill(token);
        page.getByTestId("sign-in").click();
        return page;
    }

    @Test
    void aTokenSignsInAndItsRoleDecidesWhatIsOffered() {
        with("token", () -> {
            try (BrowserContext context = console.browser().newContext()) {
                Page wrong = signedIn(context, "not-a-token-of-anyone");
                assertThat(wrong.getByRole(AriaRole.ALERT).first()).containsText("the token is not valid");

                Page viewer = signedIn(context, "canary-viewer-token");
                assertThat(viewer.getByTestId("user")).containsText("victor · view only");
                assertThat(viewer.locator("body")).containsText("cannot start runs");
                // the event stream has the session's cookie
                assertThat(viewer.getByTestId("connection")).containsText("live");
                assertThat(viewer.getByTestId("start")).hasCount(0);

                viewer.getByTestId("sign-out").click();
                assertThat(viewer.getByTestId("token")).isVisible(patiently());
            }
            try (BrowserContext context = console.browser().newContext()) {
                Page operator = signedIn(context, "canary-operator-token");
                assertThat(operator.getByTestId("user")).containsText("olga");
                operator.getByTestId("field-messages").fill("100");
                operator.getByTestId("field-rate").fill("100");
                operator.getByTestId("start").first().click();
                assertThat(operator.getByTestId("stop-active")).isVisible(patiently());
            }
        });
    }

    @Test
    void theBrowserAsksForAPasswordItself() {
        with("basic", () -> {
            try (BrowserContext context = console.browser()
                    .newContext(new Browser.NewContextOptions().setHttpCredentials("victor", "canary-viewer-token"))) {
                Page page = context.newPage();
                page.setDefaultTimeout(PATIENCE_MILLIS);
                page.navigate(url + "/runs");

                assertThat(page.getByTestId("user")).containsText("victor · view only");
                assertThat(page.getByTestId("connection")).containsText("live");
                assertThat(page.getByTestId("sign-out")).hasCount(0);
            }
        });
    }
}
