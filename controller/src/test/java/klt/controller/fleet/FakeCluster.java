package klt.controller.fleet;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * An API server that stores resources, notifies watches of changes, forbids what a test forbids, and only pretends to scale. While it is
 * open, clients in this process that look for a cluster find it.
 */
public final class FakeCluster implements AutoCloseable {

    static final String NAMESPACE = "kafka";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Integer> scaled = new CopyOnWriteArrayList<>();
    private final List<Pattern> forbidden = new CopyOnWriteArrayList<>();
    private final KubernetesMockServer server =
            new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), new Answers(), false);
    private final KubernetesClient hand;
    private final Map<String, String> found;
    private volatile boolean mayScale = true;

    public FakeCluster() {
        this(0);
    }

    /** @param port 0 for a free one */
    FakeCluster(int port) {
        server.init(InetAddress.getLoopbackAddress(), port);
        hand = client(server.getPort());
        found = Map.of(
                Config.KUBERNETES_MASTER_SYSTEM_PROPERTY,
                server.url("/"),
                Config.KUBERNETES_NAMESPACE_SYSTEM_PROPERTY,
                NAMESPACE,
                Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY,
                "false");
        found.forEach(System::setProperty);
    }

    /** A client that does not wait long between attempts. */
    static KubernetesClient client(int port) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + port + "/")
                .withNamespace(NAMESPACE)
                .withWatchReconnectInterval(20)
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    int port() {
        return server.getPort();
    }

    /** A Deployment whose pods have the label {@code app: worker}. */
    public void deploy(String name, int replicas) {
        hand.resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(replicas)
                        .withNewSelector()
                        .withMatchLabels(Pods.LABELS)
                        .endSelector()
                        .endSpec()
                        .build())
                .create();
    }

    void change(String deployment, UnaryOperator<Deployment> edit) {
        hand.apps().deployments().inNamespace(NAMESPACE).withName(deployment).edit(edit);
    }

    public void put(Pod pod) {
        hand.resource(pod).inNamespace(NAMESPACE).create();
    }

    void delete(String pod) {
        hand.pods().inNamespace(NAMESPACE).withName(pod).withGracePeriod(0).delete();
    }

    /** @param request a pattern that occurs in its method and path */
    void forbid(String request) {
        forbidden.add(Pattern.compile(request));
    }

    void allowAll() {
        forbidden.clear();
        mayScale = true;
    }

    void mayNotScale() {
        mayScale = false;
    }

    /** Method, path and query of each. */
    List<String> requests() {
        return requests;
    }

    /** The numbers that were requested, in order. */
    public List<Integer> scaled() {
        return scaled;
    }

    private final class Answers extends KubernetesCrudDispatcher {

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            String path = request.getPath().replaceFirst("\\?.*", "");
            String what = request.getMethod() + " " + path;
            requests.add(request.getMethod() + " " + request.getPath());
            if (forbidden.stream().anyMatch(pattern -> pattern.matcher(what).find())) {
                return refused(what);
            }
            if (path.endsWith("/selfsubjectaccessreviews")) {
                return json(
                        201,
                        "{\"kind\":\"SelfSubjectAccessReview\",\"apiVersion\":\"authorization.k8s.io/v1\","
                                + "\"spec\":{},\"status\":{\"allowed\":" + mayScale + ",\"reason\":\"no rule\"}}");
            }
            if (path.endsWith("/scale")) {
                String body = request.getBody().readUtf8();
                scaled.add(Serialization.unmarshal(body, Scale.class).getSpec().getReplicas());
                return json(200, body);
            }
            return super.dispatch(request);
        }

        private static MockResponse refused(String what) {
            return json(
                    403,
                    Serialization.asJson(new StatusBuilder()
                            .withCode(403)
                            .withReason("Forbidden")
                            .withMessage(what + " is forbidden: User \"klt\" cannot do that")
                            .build()));
        }

        private static MockResponse json(int code, String body) {
            return new MockResponse()
                    .setResponseCode(code)
                    .setHeader("Content-Type", "application/json")
                    .setBody(body);
        }
    }

    @Override
    public void close() {
        found.keySet().forEach(System::clearProperty);
        hand.close();
        try {
            server.destroy();
        } catch (IllegalStateException busy) {
            // it gives its connections 10 s to end, which a busy machine may exceed; they are no longer in use
        }
    }
}
