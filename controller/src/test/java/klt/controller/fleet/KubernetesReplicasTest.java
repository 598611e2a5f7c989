package klt.controller.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import klt.controller.fixtures.CapturedLog;
import klt.controller.fleet.Replicas.Outcome;
import klt.controller.report.FleetView.Deployed;
import klt.controller.report.Pod;
import klt.controller.report.Scaling;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class KubernetesReplicasTest {

    private static final Duration AWAIT_MAX = Duration.ofSeconds(40);

    private static final String DEPLOYMENT = "workers";
    private static final String OWN =
            "/apis/apps/v1/namespaces/" + FakeCluster.NAMESPACE + "/deployments/" + DEPLOYMENT;

    private final FakeCluster cluster = new FakeCluster();
    private final KubernetesReplicas replicas = of(cluster.port());

    private static KubernetesReplicas of(int port) {
        return new KubernetesReplicas(DEPLOYMENT, () -> FakeCluster.client(port), Duration.ofMillis(50));
    }

    @AfterEach
    void close() {
        replicas.close();
        cluster.close();
    }

    private static Deployed await(String what, KubernetesReplicas of, Predicate<Deployed> done) {
        return Awaitility.await(what).atMost(AWAIT_MAX).until(of::view, done);
    }

    private Deployed awaitScaling(String what, Predicate<Scaling> done) {
        return await(what, replicas, seen -> done.test(seen.replicas()));
    }

    private Deployed awaitPods(String... names) {
        return await("pods " + List.of(names), replicas, seen -> names(seen).equals(List.of(names)));
    }

    private Scaling awaitWorking() {
        return awaitScaling(
                        "it works", seen -> seen.canScale() && seen.problems().isEmpty())
                .replicas();
    }

    private static List<String> names(Deployed seen) {
        return seen.pods().stream().map(Pod::name).toList();
    }

    private static Predicate<Scaling> reports(String words) {
        return seen -> seen.problems().stream().anyMatch(problem -> problem.contains(words));
    }

    @Test
    void followsTheDeploymentAndThePodsThatItSelects() {
        cluster.deploy(DEPLOYMENT, 3);
        var stranger = Pods.running("stranger");
        stranger.getMetadata().getLabels().put("app", "other");
        cluster.put(stranger);
        cluster.put(Pods.running("b"));
        cluster.put(Pods.unschedulable("a"));

        assertThat(awaitPods("a", "b").pods().getFirst().why()).contains(Pods.UNSCHEDULABLE);
        assertThat(awaitWorking().desired()).contains(3);
        // a Role that is limited to this resource name permits these requests
        assertThat(cluster.requests())
                .filteredOn(request -> request.matches("GET .*/deployments\\b.*"))
                .isNotEmpty()
                .allMatch(request -> request.contains("fieldSelector=metadata.name%3D" + DEPLOYMENT));

        cluster.delete("a");
        cluster.change(
                DEPLOYMENT,
                found -> new DeploymentBuilder(found)
                        .editSpec()
                        .withReplicas(5)
                        .endSpec()
                        .build());

        awaitPods("b");
        awaitScaling("5 are desired", seen -> seen.desired().equals(Optional.of(5)));
    }

    @Test
    void changesTheScaleSubresourceAndNothingElse() {
        cluster.deploy(DEPLOYMENT, 1);
        Scaling seen = awaitWorking();
        cluster.requests().clear();

        assertThat(replicas.scale(4)).isEqualTo(new Outcome.Accepted());

        assertThat(cluster.scaled()).containsExactly(4);
        assertThat(cluster.requests())
                // without the requests of the informers and the permission reviews
                .filteredOn(
                        request -> !request.matches("GET .*/(pods|deployments)\\?.*|POST .*/selfsubjectaccessreviews"))
                .containsExactly("PUT " + OWN + "/scale");
        assertThat(seen.command(4)).contains("kubectl scale -n kafka deployment/workers --replicas=4");
    }

    @Test
    void saysInKubernetesWordsThatPodsMayNotBeSeenUntilTheyMay() {
        cluster.forbid("GET .*/pods");
        cluster.deploy(DEPLOYMENT, 2);
        cluster.put(Pods.running("a"));

        Deployed refused =
                awaitScaling("the problem is reported", reports("pods is forbidden: User \"klt\" cannot do that"));

        assertThat(refused.replicas().problems())
                .singleElement()
                .asString()
                .startsWith("Cannot read its pods: ")
                .endsWith("; apply the Role in k8s/base/rbac.yaml.");
        assertThat(refused.replicas().canScale()).isTrue();
        assertThat(refused.replicas().desired()).contains(2);
        assertThat(refused.pods()).isEmpty();

        cluster.allowAll();

        awaitPods("a");
        awaitWorking();
    }

    @Test
    void saysThatTheDeploymentMayNotBeSeenAndScalesItAllTheSame() {
        cluster.forbid("GET .*/deployments");
        cluster.deploy(DEPLOYMENT, 2);

        Deployed refused = awaitScaling("the problem is reported", reports("Cannot read the Deployment workers: GET"));

        assertThat(refused.replicas().desired()).isEmpty();
        assertThat(replicas.scale(3)).isEqualTo(new Outcome.Accepted());
    }

    @Test
    void logsOnceThatAPermissionIsLostAndOnceThatItIsBack() {
        try (CapturedLog log = new CapturedLog(KubernetesReplicas.class)) {
            cluster.deploy(DEPLOYMENT, 2);
            awaitWorking();
            cluster.mayNotScale();
            awaitScaling("the problem is reported", reports("is not allowed to update deployments/scale"));
            long looks = reviews();
            Awaitility.await("it looked again").atMost(AWAIT_MAX).until(this::reviews, now -> now > looks + 2);

            assertThat(about("a permission is missing", log))
                    .singleElement()
                    .asString()
                    .contains("is not allowed to update deployments/scale of workers");

            cluster.allowAll();
            awaitWorking();

            assertThat(Awaitility.await("it is back")
                            .atMost(AWAIT_MAX)
                            .until(() -> about("has been granted", log), found -> !found.isEmpty()))
                    .hasSize(1);
        }
    }

    private long reviews() {
        return cluster.requests().stream()
                .filter(request -> request.contains("selfsubjectaccessreviews"))
                .count();
    }

    private static List<String> about(String words, CapturedLog log) {
        return log.lines().stream().filter(line -> line.contains(words)).toList();
    }

    @Test
    void knowsBeforeAnybodyTriesThatScalingIsNotPermitted() {
        cluster.mayNotScale();
        cluster.deploy(DEPLOYMENT, 2);

        Scaling refused = awaitScaling(
                        "the problem is reported",
                        reports(
                                "is not allowed to update deployments/scale of workers in the namespace kafka (no rule)"))
                .replicas();

        assertThat(refused.canScale()).isFalse();
        assertThat(replicas.scale(3)).isInstanceOf(Outcome.Refused.class);
        assertThat(cluster.scaled()).isEmpty();

        cluster.allowAll();

        awaitWorking();
        assertThat(replicas.scale(3)).isEqualTo(new Outcome.Accepted());
    }

    @Test
    void whereItMayNotAskForPermissionsItTriesAndTellsTheRefusal() {
        cluster.forbid("selfsubjectaccessreviews");
        cluster.forbid("PUT .*/scale");
        cluster.deploy(DEPLOYMENT, 2);
        awaitWorking();

        assertThat(replicas.scale(3))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.why())
                                .startsWith("PUT " + OWN + "/scale is forbidden: User \"klt\" cannot do that"));
    }

    @Test
    void saysThatThereIsNoSuchDeploymentUntilThereIs() {
        Deployed absent = awaitScaling(
                "the problem is reported", reports("There is no Deployment workers in the namespace kafka"));

        assertThat(absent.replicas().canScale()).isFalse();

        cluster.deploy(DEPLOYMENT, 1);

        awaitWorking();
    }

    @Test
    void saysWhyPodsCannotBeMade() {
        cluster.deploy(DEPLOYMENT, 2);

        cluster.change(
                DEPLOYMENT,
                found -> new DeploymentBuilder(found)
                        .withNewStatus()
                        .addNewCondition()
                        .withType("ReplicaFailure")
                        .withStatus("True")
                        .withMessage("exceeded quota: pods=10")
                        .endCondition()
                        .endStatus()
                        .build());

        awaitScaling("the problem is reported", reports("Kubernetes cannot create pods: exceeded quota: pods=10"));
    }

    @Test
    void startsWithoutAnApiServerAndFindsItWhenItComes() {
        FakeCluster stopped = new FakeCluster();
        int port = stopped.port();
        stopped.close();

        try (KubernetesReplicas alone = of(port)) {
            Deployed unreachable = await(
                    "the problem is reported",
                    alone,
                    seen -> reports("the API server is unreachable").test(seen.replicas()));
            assertThat(unreachable.replicas().canScale()).isFalse();
            assertThat(unreachable.replicas().command(2)).isPresent();
            assertThat(alone.scale(2)).isInstanceOf(Outcome.Refused.class);

            try (FakeCluster back = new FakeCluster(port)) {
                back.deploy(DEPLOYMENT, 2);

                await(
                        "it works",
                        alone,
                        seen -> seen.replicas().canScale()
                                && seen.replicas().problems().isEmpty());
            }
        }
    }
}
