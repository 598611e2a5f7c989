package klt.cli.export;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import klt.common.settings.Environment;

/**
 * A run's origin, as far as it is known from the command's environment.
 *
 * @param build the CI job's address
 * @param controller the controller that stores the run; empty if it ended with the command
 */
public record Origin(Optional<String> commit, Optional<String> build, Optional<URI> controller) {

    /** Variables with the commit in GitHub Actions, GitLab CI and Jenkins. */
    private static final List<String> COMMITS = List.of("GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT");

    /** Variables with the build's address in GitLab CI and Jenkins. */
    private static final List<String> BUILDS = List.of("CI_JOB_URL", "BUILD_URL");

    public static Origin of(Environment environment, Optional<URI> controller) {
        Optional<String> commit = COMMITS.stream()
                .flatMap(name -> environment.text(name).stream())
                .findFirst();
        Optional<String> build = gitHub(environment)
                .or(() -> BUILDS.stream()
                        .flatMap(name -> environment.text(name).stream())
                        .findFirst())
                .filter(Origin::isWeb);
        return new Origin(commit, build, controller);
    }

    private static Optional<String> gitHub(Environment environment) {
        return environment
                .text("GITHUB_SERVER_URL")
                .flatMap(server -> environment
                        .text("GITHUB_REPOSITORY")
                        .flatMap(repository -> environment
                                .text("GITHUB_RUN_ID")
                                .map(run -> server + "/" + repository + "/actions/runs/" + run)));
    }

    private static boolean isWeb(String address) {
        return address.startsWith("https://") || address.startsWith("http://");
    }

    /** Returns the report's address in the console. */
    Optional<String> report(String id) {
        return controller.map(base -> base.resolve("/runs/" + id + "/report").toString());
    }
}
