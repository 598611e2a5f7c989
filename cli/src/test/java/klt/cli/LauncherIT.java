package klt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a separate working copy, with JDKs and a Maven that only report that they were called. */
@Timeout(60)
class LauncherIT {

    private static final List<String> TOOLS = List.of(
            "bash",
            "env",
            "awk",
            "dirname",
            "readlink",
            "sed",
            "find",
            "head",
            "ln",
            "rm",
            "mkdir",
            "touch",
            "mv",
            "sleep",
            "cat");
    private static final String FAKE_MAVEN = """
            #!/usr/bin/env bash
            echo "$PWD $*" >>"$CALLS"
            if [ -n "${MAVEN_FAILS:-}" ]; then
              echo "[INFO] chatter"
              echo "[ERROR] Foo.java:[3,1] is wrong"
              echo "[ERROR] -> [Help 1]"
              exit 1
            fi
            mkdir -p cli/target/lib
            sleep 0.5
            touch cli/target/lib/cli-1.jar
            """;

    @TempDir
    private Path folder;

    private Path checkout;
    private Path home;
    private Path bin;
    private Path calls;

    private record Result(int exitCode, String out, String err) {}

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatStillRuns() {
        started.forEach(Process::destroyForcibly);
    }

    @BeforeEach
    void layOut() throws IOException {
        // macOS and some Linuxes reach the temporary folder through a symlink, which the launcher resolves
        Path root = folder.toRealPath();
        checkout = Files.createDirectories(root.resolve("check out"));
        home = Files.createDirectories(root.resolve("home"));
        bin = Files.createDirectories(root.resolve("bin"));
        calls = root.resolve("calls");
        for (String module : List.of("common", "embedded", "worker", "ui", "report", "controller", "cli")) {
            Files.createDirectories(checkout.resolve(module).resolve("src/main/java"));
            Files.createFile(checkout.resolve(module).resolve("pom.xml"));
        }
        Files.createFile(checkout.resolve("pom.xml"));
        Files.createFile(checkout.resolve("common/src/main/java/A.java"));
        // the JDKs installed on this machine must not affect the tests
        String script = Files.readString(Path.of("../loadtester")).replaceAll(" /(usr|opt|Library)/", " /nowhere/");
        executable(checkout.resolve("loadtester"), script);
        for (String tool : TOOLS) {
            Files.createSymbolicLink(bin.resolve(tool), found(tool));
        }
        executable(bin.resolve("mvn"), FAKE_MAVEN);
        jdk(home.resolve(".sdkman/candidates/java/25.0.1-tem"), "25.0.1");
        pass(Instant.now().minusSeconds(100));
    }

    @Test
    void startsTheProgramOnTheNewestJdk() throws IOException {
        jdk(home.resolve(".asdf/installs/java/temurin-21.0.5"), "21.0.5");
        jdk(home.resolve(".jdks/old"), "1.8.0_402");

        Result result = launch(Map.of(), "run", "--messages", "1 0");

        assertThat(result.out().lines())
                .startsWith(home.resolve(".sdkman/candidates/java/25.0.1-tem/bin/java")
                        .toString())
                .containsSequence("-cp", checkout.resolve("cli/target/lib") + "/*", "klt.cli.LoadTester", "run")
                .endsWith("--messages", "1 0");
        assertThat(result.exitCode()).isEqualTo(7);
    }

    @Test
    void prefersJavaHomeToANewerJdk() throws IOException {
        Path mine = jdk(home.resolve("my jdk"), "21");

        assertThat(launch(Map.of("JAVA_HOME", mine.toString())).out()).startsWith(mine + "/bin/java\n");
    }

    @Test
    void passesOverAJavaHomeThatIsTooOldOrNoJdk() throws IOException {
        Path old = jdk(home.resolve("old"), "17.0.15");

        assertThat(launch(Map.of("JAVA_HOME", old.toString())).out()).contains("25.0.1-tem/bin/java");
        assertThat(launch(Map.of("JAVA_HOME", "/nowhere")).out()).contains("25.0.1-tem/bin/java");
    }

    @Test
    void findsTheJdkOnThePathThroughSymlinksAndAsksItsVersion() throws IOException {
        Path mine = jdk(home.resolve("mine"), "26");
        Files.delete(mine.resolve("release"));
        Files.createSymbolicLink(home.resolve("java"), Path.of("mine/bin/java"));
        Files.createSymbolicLink(bin.resolve("java"), home.resolve("java"));

        assertThat(launch(Map.of()).out()).startsWith(mine + "/bin/java\n");
    }

    @Test
    void saysWhatToInstallWithoutAJdk() throws IOException {
        Path old = jdk(home.resolve("old"), "17");

        Result result = launch(Map.of("HOME", "/nowhere", "JAVA_HOME", old.toString()));

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines()).singleElement().asString().contains("needs a JDK 21 or newer", "install");
    }

    @Test
    void saysWhatToInstallWithoutMaven() throws IOException {
        Files.delete(bin.resolve("mvn"));

        Result result = launch(Map.of());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines()).singleElement().asString().contains("needs Apache Maven", "install");
    }

    @Test
    void buildsOnceAndAgainOnlyWhenSourcesChanged() throws IOException {
        assertThat(launch(Map.of()).err()).isEqualTo("Building (first time: a few minutes) …\n");
        assertThat(launch(Map.of()).err()).isEmpty();
        assertThat(calls())
                .singleElement()
                .asString()
                .startsWith(checkout + " ")
                .endsWith("package -pl cli -am")
                .contains("-DskipTests");

        Files.setLastModifiedTime(
                checkout.resolve("common/src/main/java/A.java"),
                FileTime.from(Instant.now().plusSeconds(5)));
        launch(Map.of());

        assertThat(calls()).hasSize(2);
    }

    @Test
    void archivesTheClassesOfAShortRunWhenItBuilds() throws IOException {
        launch(Map.of());

        Path target = checkout.resolve("cli/target");
        assertThat(target.resolve("lib/classes.jsa")).hasContent("klt/A\n");
        assertThat(target.resolve("archive.log")).content().contains("klt.cli.LoadTester\nrun\n", "-Xshare:dump\n");
    }

    @Test
    void startsWithoutAnArchiveWhereItCannotBeMade() throws IOException {
        assertThat(launch(Map.of("DUMP_FAILS", "yes")).exitCode()).isEqualTo(7);

        assertThat(checkout.resolve("cli/target/lib/classes.jsa")).doesNotExist();
    }

    @Test
    void buildsAgainWhenASourceWasDeleted() throws IOException {
        launch(Map.of());
        pass(Instant.now().minusSeconds(50));

        Files.delete(checkout.resolve("common/src/main/java/A.java"));
        launch(Map.of());

        assertThat(calls()).hasSize(2);
    }

    @Test
    void showsTheErrorsOfAFailedBuildAndTriesAgain() throws IOException {
        Result failed = launch(Map.of("MAVEN_FAILS", "yes"));

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err())
                .contains("[ERROR] Foo.java:[3,1] is wrong", "build.log")
                .doesNotContain("chatter");
        assertThat(launch(Map.of()).exitCode()).isEqualTo(7);
    }

    @Test
    void buildsOnceForTwoLaunchesAtOnce() throws IOException {
        Process first = start(Map.of());
        Process second = start(Map.of());

        assertThat(result(first).exitCode()).isEqualTo(7);
        assertThat(result(second).exitCode()).isEqualTo(7);
        assertThat(calls()).hasSize(1);
        assertThat(checkout.resolve("cli/target/.launcher-lock")).doesNotExist();
    }

    @Test
    void takesTheLockOfALaunchThatDied() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createDirectories(checkout.resolve("cli/target"));
        Files.createSymbolicLink(checkout.resolve("cli/target/.launcher-lock"), Path.of(String.valueOf(dead.pid())));

        assertThat(launch(Map.of()).exitCode()).isEqualTo(7);
        assertThat(calls()).hasSize(1);
    }

    @Test
    void worksThroughASymlinkFromAnotherFolder() throws IOException {
        Path link = Files.createSymbolicLink(home.resolve("lt"), Path.of("../check out/loadtester"));

        Result result = result(start(link, Map.of(), "runs"));

        assertThat(result.out())
                .contains(checkout.resolve("cli/target/lib") + "/*")
                .endsWith("runs\n");
    }

    /** Sets the times of all sources back, so that later changes are certainly newer, however coarse the file system's clock. */
    private void pass(Instant time) throws IOException {
        try (Stream<Path> tree = Files.walk(checkout)) {
            for (Path path :
                    tree.filter(path -> !path.toString().contains("loadtester")).toList()) {
                Files.setLastModifiedTime(path, FileTime.from(time));
            }
        }
    }

    private static Path jdk(Path place, String version) throws IOException {
        Files.createDirectories(place.resolve("bin"));
        Files.writeString(place.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        String java = """
                #!/usr/bin/env bash
                if [ "$1" = -version ]; then echo 'openjdk version "VERSION" 2026-03-17' >&2; exit; fi
                printf '%s\\n' "$0" "$@"
                case "${JAVA_TOOL_OPTIONS:-}" in
                  *DumpLoadedClassList*)
                    list=${JAVA_TOOL_OPTIONS#*\\'}
                    printf 'klt/A id: 0\\nother/B id: 1 super: 0 source: x.jar\\n' >"${list%/*}/pid1"
                    exit
                    ;;
                esac
                if [ "$1" = -Xshare:dump ]; then
                  [ -z "${DUMP_FAILS:-}" ] || exit 1
                  for option; do
                    case $option in
                      -XX:SharedClassListFile=*) list=${option#*=} ;;
                      -XX:SharedArchiveFile=*) cat "$list" >"${option#*=}" ;;
                    esac
                  done
                  exit
                fi
                exit 7
                """;
        executable(place.resolve("bin/java"), java.replace("VERSION", version));
        executable(place.resolve("bin/javac"), "#!/bin/sh\n");
        return place;
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path found(String tool) {
        return Stream.of("/usr/bin", "/bin")
                .map(place -> Path.of(place, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private List<String> calls() throws IOException {
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    private Result launch(Map<String, String> environment, String... args) throws IOException {
        return result(start(environment, args));
    }

    private Process start(Map<String, String> environment, String... args) throws IOException {
        return start(checkout.resolve("loadtester"), environment, args);
    }

    private Process start(Path script, Map<String, String> environment, String... args) throws IOException {
        List<String> line = new ArrayList<>(List.of(script.toString()));
        line.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(line).directory(home.toFile());
        Map<String, String> variables =
                new HashMap<>(Map.of("PATH", bin.toString(), "HOME", home.toString(), "CALLS", calls.toString()));
        variables.putAll(environment);
        builder.environment().clear();
        builder.environment().putAll(variables);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static Result result(Process process) {
        await("the launcher ends").atMost(CommandProcess.AWAIT_MAX).until(() -> !process.isAlive());
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.exitValue(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
