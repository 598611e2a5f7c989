package klt.controller.fleet;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import io.fabric8.kubernetes.api.model.autoscaling.v1.ScaleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import klt.common.spec.limit.Limits;
import klt.controller.report.FleetView.Deployed;
import klt.controller.report.Pod;
import klt.controller.report.Scaling;
import klt.controller.report.Scaling.Runner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of a Deployment in the controller's own namespace. Informers follow the Deployment and the pods that it selects. Only the
 * Deployment's {@code scale} subresource is written.
 *
 * <p>A dedicated thread connects, follows the Deployment's selector and checks whether scaling is permitted. No caller waits for this
 * thread. If the API server is unreachable or a permission is missing, the view reports the problem until it is resolved.
 */
final class KubernetesReplicas implements Replicas {

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesReplicas.class);

    private static final Duration REVIEW_EVERY = Duration.ofSeconds(10);

    private static final int CONNECT_MS_MAX = 3_000;
    private static final int ANSWER_MS_MAX = 5_000;

    /** The remedy for a missing permission, which names the file that defines the controller's permissions. */
    private static final String ROLE = "; apply the Role in k8s/base/rbac.yaml";

    /** The watched Deployment. Its pods cannot be selected until it is known. */
    private record Watch(KubernetesClient client, String namespace, WatchedResources<Deployment> deployments) {}

    /** The watched pods that match a selector. */
    private record Selected(LabelSelector selector, WatchedResources<io.fabric8.kubernetes.api.model.Pod> pods) {}

    private final String deployment;
    private final Supplier<KubernetesClient> connect;
    private final Duration reviewEvery;
    private final Semaphore changes = new Semaphore(0);
    private final Thread thread = Thread.ofPlatform().daemon().name("fleet").unstarted(this::follow);
    private volatile Optional<Watch> watch = Optional.empty();
    private volatile Optional<Selected> selected = Optional.empty();
    private volatile Optional<String> unreachable = Optional.of(KubernetesErrors.NO_ANSWER);
    private volatile Optional<String> notPermitted = Optional.empty();
    /** missing permissions already logged; fleet thread only */
    private Set<String> logged = Set.of();

    private volatile boolean closed;

    /**
     * @param connect creates a client, which this object closes; called again after an exception
     * @param reviewEvery interval between permission checks
     */
    KubernetesReplicas(String deployment, Supplier<KubernetesClient> connect, Duration reviewEvery) {
        this.deployment = deployment;
        this.connect = connect;
        this.reviewEvery = reviewEvery;
        thread.start();
    }

    static KubernetesReplicas connect(String deployment) {
        return new KubernetesReplicas(deployment, KubernetesReplicas::client, REVIEW_EVERY);
    }

    private static KubernetesClient client() {
        // auto-configured, from the service account or a kubeconfig
        Config config = new ConfigBuilder()
                .withConnectionTimeout(CONNECT_MS_MAX)
                .withRequestTimeout(ANSWER_MS_MAX)
                .withRequestRetryBackoffLimit(1)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private void follow() {
        try {
            while (!closed) {
                look();
                if (changes.tryAcquire(reviewEvery.toNanos(), TimeUnit.NANOSECONDS)) {
                    changes.drainPermits();
                }
            }
        } catch (InterruptedException closing) {
            // closed in the meantime; the resources are released below
        }
        selected.ifPresent(of -> of.pods.close());
        watch.ifPresent(of -> {
            of.deployments.close();
            of.client.close();
        });
    }

    private void look() {
        Optional<String> before = unreachable;
        try {
            Watch seen = watch.orElseGet(this::open);
            watch = Optional.of(seen);
            deployed(seen).ifPresent(found -> select(seen, found.getSpec().getSelector()));
            notPermitted = review(seen);
            unreachable = Optional.empty();
        } catch (KubernetesClientException e) {
            unreachable = Optional.of(KubernetesErrors.words(e));
        }
        if (!unreachable.equals(before) && !closed) {
            LOG.info("Kubernetes: {}", unreachable.orElse("the API server responds"));
        }
        if (unreachable.isEmpty()) {
            watch.ifPresent(this::logPermissions);
        }
    }

    /** Logs each missing permission once, and once when it is granted again. */
    private void logPermissions(Watch seen) {
        Set<String> missing = new TreeSet<>();
        notPermitted.ifPresent(missing::add);
        seen.deployments.problem().filter(KubernetesReplicas::isForbidden).ifPresent(missing::add);
        selected.flatMap(of -> of.pods.problem())
                .filter(KubernetesReplicas::isForbidden)
                .ifPresent(missing::add);
        missing.stream()
                .filter(why -> !logged.contains(why))
                .forEach(why -> LOG.warn("a permission is missing in Kubernetes: {}", why));
        logged.stream()
                .filter(why -> !missing.contains(why))
                .forEach(why -> LOG.info("a missing permission in Kubernetes has been granted: {}", why));
        logged = missing;
    }

    private Watch open() {
        KubernetesClient client = connect.get();
        String namespace = Optional.ofNullable(client.getNamespace()).orElse("default");
        return new Watch(
                client,
                namespace,
                new WatchedResources<>(
                        client.apps().deployments().inNamespace(namespace).withName(deployment), changes::release));
    }

    private Optional<Deployment> deployed(Watch seen) {
        return seen.deployments.all().stream().findFirst();
    }

    private void select(Watch seen, LabelSelector selector) {
        if (selected.filter(of -> of.selector.equals(selector)).isPresent()) {
            return;
        }
        Optional<Selected> before = selected;
        selected = Optional.of(new Selected(
                selector,
                new WatchedResources<>(
                        seen.client.pods().inNamespace(seen.namespace).withLabelSelector(selector), () -> {})));
        before.ifPresent(of -> of.pods.close());
    }

    /** @return why scaling is not permitted; empty if it is permitted */
    private Optional<String> review(Watch seen) {
        SelfSubjectAccessReview question = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withNamespace(seen.namespace)
                .withVerb("update")
                .withGroup("apps")
                .withResource("deployments")
                .withSubresource("scale")
                .withName(deployment)
                .endResourceAttributes()
                .endSpec()
                .build();
        SubjectAccessReviewStatus answer;
        try {
            answer = seen.client
                    .authorization()
                    .v1()
                    .selfSubjectAccessReview()
                    .create(question)
                    .getStatus();
        } catch (KubernetesClientException e) {
            if (KubernetesErrors.isForbidden(e)) {
                // the review itself is not permitted, so the only way to find out is to try to scale
                return Optional.empty();
            }
            throw e;
        }
        if (Boolean.TRUE.equals(answer.getAllowed())) {
            return Optional.empty();
        }
        String reason = Optional.ofNullable(answer.getReason())
                .filter(text -> !text.isEmpty())
                .map(text -> " (" + text + ")")
                .orElse("");
        return Optional.of("This controller is not allowed to update deployments/scale of " + deployment
                + " in the namespace " + seen.namespace + reason + ROLE + ".");
    }

    @Override
    public Deployed view() {
        Optional<Watch> seen = watch;
        if (seen.isEmpty()) {
            return new Deployed(scaling(Optional.empty(), false, List.of(unreachableProblem()), ""), List.of());
        }
        Optional<Deployment> found = deployed(seen.get());
        List<String> problems = new ArrayList<>(problems(seen.get(), found));
        boolean absent = found.isEmpty() && seen.get().deployments.isKnown();
        boolean canScale = unreachable.isEmpty() && notPermitted.isEmpty() && !absent;
        return new Deployed(
                scaling(found.map(KubernetesReplicas::replicas), canScale, problems, " -n " + seen.get().namespace),
                pods());
    }

    private Scaling scaling(Optional<Integer> desired, boolean canScale, List<String> problems, String namespace) {
        return new Scaling(
                Runner.KUBERNETES,
                desired,
                Limits.WORKERS_MAX,
                canScale,
                problems,
                Optional.of(
                        "kubectl scale" + namespace + " deployment/" + deployment + " --replicas=" + Scaling.NUMBER));
    }

    private String unreachableProblem() {
        return "Kubernetes is not available: " + unreachable.orElse(KubernetesErrors.NO_ANSWER) + ".";
    }

    private List<String> problems(Watch seen, Optional<Deployment> found) {
        List<String> problems = new ArrayList<>();
        if (unreachable.isPresent()) {
            problems.add(unreachableProblem());
            return problems;
        }
        seen.deployments
                .problem()
                .ifPresentOrElse(why -> problems.add(unreadable("the Deployment " + deployment, why)), () -> {
                    if (found.isEmpty()) {
                        problems.add("There is no Deployment " + deployment + " in the namespace " + seen.namespace
                                + "; set WORKER_DEPLOYMENT to its name.");
                    }
                });
        selected.flatMap(of -> of.pods.problem()).ifPresent(why -> problems.add(unreadable("its pods", why)));
        notPermitted.ifPresent(problems::add);
        found.flatMap(KubernetesReplicas::failure)
                .ifPresent(why -> problems.add("Kubernetes cannot create pods: " + why));
        return problems;
    }

    private static boolean isForbidden(String why) {
        return why.contains("forbidden");
    }

    private static String unreadable(String what, String why) {
        return "Cannot read " + what + ": " + why + (isForbidden(why) ? ROLE : "") + ".";
    }

    private static int replicas(Deployment found) {
        return Optional.ofNullable(found.getSpec().getReplicas()).orElse(1);
    }

    /** Returns the error reported by the Deployment, for example because of a namespace quota or policy. */
    private static Optional<String> failure(Deployment found) {
        return Optional.ofNullable(found.getStatus()).stream()
                .flatMap(status -> status.getConditions().stream())
                .filter(condition -> condition.getType().equals("ReplicaFailure")
                        && condition.getStatus().equals("True"))
                .map(DeploymentCondition::getMessage)
                .findFirst();
    }

    private List<Pod> pods() {
        return selected.stream()
                .flatMap(of -> of.pods.all().stream())
                .map(PodReader::read)
                .sorted(Comparator.comparing(Pod::name))
                .toList();
    }

    @Override
    public Outcome scale(int replicas) {
        Optional<Watch> seen = watch;
        if (seen.isEmpty()) {
            return new Outcome.Refused(unreachableProblem());
        }
        Optional<String> known = notPermitted;
        if (known.isPresent()) {
            return new Outcome.Refused(known.get());
        }
        Scale desired = new ScaleBuilder()
                .withNewMetadata()
                .withName(deployment)
                .withNamespace(seen.get().namespace)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .endSpec()
                .build();
        try {
            seen.get()
                    .client
                    .apps()
                    .deployments()
                    .inNamespace(seen.get().namespace)
                    .withName(deployment)
                    .scale(desired);
            return new Outcome.Accepted();
        } catch (KubernetesClientException e) {
            String words = KubernetesErrors.words(e) + (KubernetesErrors.isForbidden(e) ? ROLE : "");
            return new Outcome.Refused(words);
        } finally {
            // review the permissions again, because they may have changed
            changes.release();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofMillis(2L * ANSWER_MS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
