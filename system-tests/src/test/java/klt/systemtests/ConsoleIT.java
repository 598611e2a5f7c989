package klt.systemtests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** An operator's everyday path through the console, in a real browser. */
@Tag("beside")
class ConsoleIT {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final double PATIENCE_MILLIS = 60_000;

    private static Command local;
    private static String url;
    private static ConsoleBrowser console;

    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void start() {
        console = ConsoleBrowser.start();
        local = Command.start("local", "--port", "0", "--workers", "2");
        url = LocalSystemIT.consoleUrl(local);
    }

    @AfterAll
    static void stop() {
        if (console != null) {
            console.close();
        }
        if (local != null) {
            local.close();
        }
    }

    private Page open(String path, int width, int height, ColorScheme scheme) {
        Page page = console.browser()
                .newPage(new Browser.NewPageOptions()
                        .setViewportSize(width, height)
                        .setColorScheme(scheme));
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.navigate(url + path);
        return page;
    }

    private static LocatorAssertions.IsVisibleOptions patiently() {
        return new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE_MILLIS);
    }

    @Test
    @Tag("extended")
    void showsTheResultsOfEachTopic() {
        Page page = open("/runs/new", 1280, 900, ColorScheme.LIGHT);
        page.getByTestId("field-topic").fill("pages-{0..2}");
        page.getByTestId("field-messages").fill("3000");
        page.getByTestId("field-rate").fill("1000");
        assertThat(page.locator("body")).containsText("3 × 6 × 1");

        page.getByTestId("start").first().click();

        assertThat(page.locator("body"))
                .containsText(
                        Pattern.compile("3\\s+topics"),
                        new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
        assertThat(page.getByTestId("phase").first())
                .hasText(Pattern.compile("DONE", Pattern.CASE_INSENSITIVE), text());
        page.getByTestId("open-report").first().click();
        assertThat(page.getByTestId("topics")).isVisible(patiently());
        for (String topic : List.of("pages-0", "pages-1", "pages-2")) {
            assertThat(page.getByTestId("topics")).containsText(topic);
        }
        assertThat(page.getByTestId("topics")).containsText("Partition skew");
        assertThat(complaints).isEmpty();
    }

    @Test
    void runsALoadFromTheFormToTheReport() {
        Page page = open("/runs/new", 1280, 900, ColorScheme.LIGHT);
        // that of the controller itself
        assertThat(page.getByTestId("field-rate")).hasValue("1000");
        page.getByTestId("field-topic").fill("console");
        page.getByTestId("field-messages").fill("12k");
        page.getByTestId("field-rate").fill("1000");
        page.getByTestId("field-size").fill("1KiB");
        page.screenshot(shot("new-run"));

        page.getByTestId("start").first().click();

        assertThat(page.getByTestId("phase").first())
                .hasText(Pattern.compile("RUNNING", Pattern.CASE_INSENSITIVE), text());
        assertThat(page.getByTestId("progress").first())
                .hasAttribute(
                        "aria-valuenow",
                        Pattern.compile("[3-9][0-9].*"),
                        new LocatorAssertions.HasAttributeOptions().setTimeout(PATIENCE_MILLIS));
        page.screenshot(shot("live-run"));
        page.setViewportSize(390, 844);
        page.screenshot(shot("live-run-narrow"));
        page.setViewportSize(1280, 900);
        assertThat(page.getByTestId("phase").first())
                .hasText(Pattern.compile("DONE", Pattern.CASE_INSENSITIVE), text());
        page.getByTestId("open-report").first().click();
        assertThat(page.getByTestId("verdict-validity").first()).isVisible(patiently());
        // while other tests run, the measurement need not be valid
        String run = page.url().replaceFirst(".*/runs/([^/]+)/report", "$1");
        String report =
                page.request().get(url + "/api/runs/" + run + "/report.json").text();
        assertThat(page.getByTestId("verdict-validity").first())
                .hasAttribute(
                        "data-value",
                        JsonMapper.shared()
                                .readTree(report)
                                .at("/verdict/validity")
                                .asString());
        assertThat(page.locator("body")).containsText(Pattern.compile("12[,. \\u202f]?000"));
        page.screenshot(shot("report").setFullPage(true));
        assertThat(complaints).isEmpty();
        readsTheReportWithoutNetworkAndScripts(
                page.request().get(url + "/api/runs/" + run + "/report.html").body());
    }

    private void readsTheReportWithoutNetworkAndScripts(byte[] html) {
        try (BrowserContext offline = console.browser()
                .newContext(new Browser.NewContextOptions()
                        .setJavaScriptEnabled(false)
                        .setOffline(true))) {
            Path file = Files.write(SCREENSHOTS.resolve("report.html"), html);
            Page page = offline.newPage();
            List<String> errors = new ArrayList<>();
            page.onConsoleMessage(message -> errors.add(message.text()));
            page.navigate(file.toUri().toString());
            assertThat(page.locator("body")).containsText("12,000 planned");
            assertThat(page.locator("figure.chart svg").first()).isVisible();
            assertThat(page.locator("section.verdicts")).isVisible();
            page.screenshot(shot("report-file").setFullPage(true));
            assertThat(errors).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Tag("extended")
    void comparesRunsSelectedInTheList() {
        Page page = open("/runs", 1280, 900, ColorScheme.LIGHT);
        List<String> runs = List.of(submit(page, 300), submit(page, 600));
        for (String run : runs) {
            page.navigate(url + "/runs/" + run + "/report");
            assertThat(page.getByTestId("compare-with")).isVisible(patiently());
        }
        page.getByTestId("compare-with").click();
        page.getByLabel("Name of the baseline").fill("console");
        page.getByText("Set baseline").click();
        assertThat(page.getByTestId("own-baseline")).isVisible(patiently());
        page.navigate(url + "/runs");
        for (String run : runs) {
            page.locator("[data-id='" + run + "'] input[type=checkbox]").press("Space");
        }
        page.screenshot(shot("runs-selected"));
        page.getByTestId("compare-picked").click();

        assertThat(page.getByTestId("figures")).isVisible(patiently());
        assertThat(page)
                .hasURL(Pattern.compile("/compare\\?runs=" + String.join(",", runs) + "&reference=" + runs.getFirst()));
        assertThat(page.getByTestId("conditions").first()).containsText("payload.size");
        assertThat(page.getByTestId("compare-percentiles")).isVisible();
        page.screenshot(shot("compare").setFullPage(true));
        page.getByText("Use as reference").click();
        assertThat(page).hasURL(Pattern.compile("reference=" + runs.getLast()));
        page.setViewportSize(390, 844);
        page.screenshot(shot("compare-narrow").setFullPage(true));
        assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                .as("nothing is wider than the screen")
                .isEqualTo(true);
        assertThat(complaints).isEmpty();
    }

    /** Submits a run that lasts a few seconds, and waits for its end. */
    private static String submit(Page page, int size) {
        RequestOptions spec = RequestOptions.create()
                .setHeader("Content-Type", "application/yaml")
                .setData("{name: compared, topic: {name: console}, messages: 3000, rate: 1000, payload: {size: " + size
                        + "}}");
        String run = JsonMapper.shared()
                .readTree(page.request().post(url + "/api/runs", spec).text())
                .path("id")
                .stringValue();
        await("the end of the run")
                .atMost(Duration.ofSeconds(60))
                .pollInSameThread()
                .until(() -> page.request().get(url + "/api/runs/" + run).text().contains("\"phase\":\"DONE\""));
        return run;
    }

    @Test
    void stopsARunMidwayAndShowsItsReport() {
        Page page = open("/runs/new", 1280, 900, ColorScheme.DARK);
        page.getByTestId("field-topic").fill("console");
        page.getByTestId("field-messages").fill("1M");
        page.getByTestId("field-rate").fill("1000");
        page.getByTestId("start").first().click();
        assertThat(page.getByTestId("phase").first())
                .hasText(Pattern.compile("RUNNING", Pattern.CASE_INSENSITIVE), text());
        await("acked messages")
                .atMost(Duration.ofSeconds(60))
                .pollInSameThread()
                .until(() ->
                        !page.getByTestId("acked").first().textContent().strip().matches("[0–—-]?"));

        page.onDialog(dialog -> dialog.accept());
        page.getByTestId("stop").first().click();

        assertThat(page.getByTestId("phase").first())
                .hasText(Pattern.compile("STOPPED", Pattern.CASE_INSENSITIVE), text());
        page.getByTestId("open-report").first().click();
        assertThat(page.getByTestId("verdict-integrity").first())
                .containsText(Pattern.compile("unchecked", Pattern.CASE_INSENSITIVE));
        page.screenshot(shot("report-stopped-dark").setFullPage(true));
        page.navigate(url + "/runs");
        assertThat(page.getByTestId("run-row").first()).isVisible(patiently());
        page.screenshot(shot("runs-dark"));
        assertThat(complaints).isEmpty();
    }

    @Test
    void runsStagesAndGoesToTheNextOne() {
        Page page = open("/runs/new", 1280, 900, ColorScheme.LIGHT);
        page.getByTestId("field-topic").fill("console");
        page.getByText("Stages and arrivals").click();
        page.getByTestId("add-stage").click();
        assertThat(page.getByTestId("field-load.stages")).hasValue("1m:1000");
        assertThat(page.getByTestId("field-rate")).hasValue("");
        page.getByTestId("field-load.stages").fill("0s:100,5m:100,5m:200");
        assertThat(page.locator("#stage-2-target")).hasValue("200");
        assertThat(page.getByLabel("Preview")).containsText("3 stages, 100–200");
        page.screenshot(shot("new-run-stages").setFullPage(true));

        page.getByTestId("start").first().click();
        assertThat(page.getByTestId("stage"))
                .containsText("stage 2 of 3", new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
        page.getByTestId("next-stage").click();
        assertThat(page.getByTestId("stage"))
                .containsText("stage 3 of 3", new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
        assertThat(page.getByTestId("next-stage")).isDisabled();
        page.getByTestId("stop").first().click();
        assertThat(page.getByTestId("phase").first())
                .hasText(Pattern.compile("STOPPED", Pattern.CASE_INSENSITIVE), text());
        assertThat(complaints).isEmpty();
    }

    @Test
    @Tag("extended")
    void asksForWorkersAndEndsThemAgain() {
        Page page = open("/fleet", 1280, 900, ColorScheme.LIGHT);
        assertThat(page.getByTestId("fleet-desired")).hasText("2", text());

        page.getByTestId("replicas").fill("3");
        page.getByTestId("replicas").press("Enter");

        assertThat(page.getByTestId("fleet-desired")).hasText("3", text());
        assertThat(page.getByTestId("fleet-ready")).hasText("3", text());
        page.screenshot(shot("fleet"));
        page.getByLabel("One worker fewer").click();
        page.getByTestId("scale").click();
        assertThat(page.getByTestId("fleet-ready")).hasText("2", text());
        assertThat(complaints).isEmpty();
    }

    @Test
    @Tag("extended")
    void asksBeforeItTakesAWorkerFromARun() {
        Page page = open("/runs/new", 1280, 900, ColorScheme.LIGHT);
        page.getByTestId("field-topic").fill("console");
        page.getByTestId("field-messages").fill("1M");
        page.getByTestId("field-rate").fill("1000");
        page.getByTestId("start").first().click();
        assertThat(page.getByTestId("phase").first())
                .hasText(Pattern.compile("RUNNING", Pattern.CASE_INSENSITIVE), text());
        String run = page.url();
        page.navigate(url + "/fleet");
        assertThat(page.getByTestId("fleet-busy")).hasText("2", text());
        page.screenshot(shot("fleet-busy"));

        page.getByLabel("One worker fewer").click();
        page.getByTestId("scale").click();
        assertThat(page.getByText("Scale down to 1 worker?")).isVisible(patiently());
        page.screenshot(shot("fleet-question"));
        page.setViewportSize(390, 844);
        page.screenshot(shot("fleet-question-narrow"));
        page.getByText("Cancel").click();
        assertThat(page.getByTestId("fleet-desired")).hasText("2", text());
        page.screenshot(shot("fleet-narrow").setFullPage(true));
        assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                .as("nothing is wider than the screen")
                .isEqualTo(true);

        page.getByTestId("scale").click();
        page.getByTestId("confirm").click();
        assertThat(page.getByTestId("fleet-desired")).hasText("1", text());
        assertThat(page.getByTestId("fleet-busy")).hasText("1", text());
        page.setViewportSize(1280, 900);
        page.screenshot(shot("fleet-smaller"));
        page.getByLabel("One worker more").click();
        page.getByTestId("scale").click();
        assertThat(page.getByTestId("fleet-busy")).hasText("2", text());
        page.navigate(run);
        assertThat(page.getByTestId("stop").first()).isVisible(patiently());
        page.screenshot(shot("live-run-moved").setFullPage(true));
        page.onDialog(dialog -> dialog.accept());
        page.getByTestId("stop").first().click();
        assertThat(page.getByTestId("phase").first())
                .hasText(Pattern.compile("STOPPED", Pattern.CASE_INSENSITIVE), text());
        assertThat(complaints).isEmpty();
    }

    @Test
    void showsEveryMistakeBesideItsField() {
        Page page = open("/runs/new", 1280, 900, ColorScheme.LIGHT);
        page.getByTestId("field-topic").fill("no spaces allowed");
        page.getByTestId("field-messages").fill("10");
        page.getByTestId("field-rate").fill("fast");
        page.getByTestId("start").first().click();

        assertThat(page.locator("body")).containsText("letters, digits");
        assertThat(page.locator("body")).containsText("messages per second from");
        page.screenshot(shot("mistakes"));
    }

    @Test
    void aSearchReplacesTheRateOfTheForm() {
        Page page = open("/runs/new", 1280, 900, ColorScheme.LIGHT);
        assertThat(page.getByTestId("field-rate")).not().hasValue("");
        page.locator("#kind").selectOption("limit");

        assertThat(page.getByTestId("field-rate")).hasValue("");
        assertThat(page.getByTestId("field-messages")).hasValue("");
        assertThat(page.getByLabel("Preview")).containsText("Searches for the highest rate");
        page.locator("#kind").selectOption("");
        assertThat(page.getByTestId("field-rate")).not().hasValue("");
        assertThat(complaints).isEmpty();
    }

    private static LocatorAssertions.HasTextOptions text() {
        return new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MILLIS);
    }

    private static Page.ScreenshotOptions shot(String name) {
        return new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png"));
    }
}
