package klt.controller.fleet;

import java.util.Locale;
import java.util.regex.Pattern;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;
import klt.common.spec.limit.Limits;

/** Settings of the platform that runs the workers, read from the environment. */
public sealed interface FleetSettings {

    /** @param deployment name of the workers' Deployment in the controller's own namespace */
    record Kubernetes(String deployment) implements FleetSettings {}

    /** @param workers number of workers initially started by the parent process */
    record Local(int workers) implements FleetSettings {}

    record Static() implements FleetSettings {}

    /** @throws ConfigurationException if a variable is invalid */
    static FleetSettings from(Environment environment) {
        // Kubernetes sets this variable in every container
        boolean inKubernetes = environment.text("KUBERNETES_SERVICE_HOST").isPresent();
        String fleet = environment.text("FLEET", inKubernetes ? "kubernetes" : "static");
        return switch (fleet.toLowerCase(Locale.ROOT)) {
            case "kubernetes" -> new Kubernetes(deployment(environment));
            case "local" -> new Local(environment.wholeNumber("LOCAL_WORKERS", 0, 0, Limits.LOCAL_WORKERS_MAX));
            case "static" -> new Static();
            default ->
                throw new ConfigurationException("FLEET", "takes kubernetes, static or local, not '" + fleet + "'");
        };
    }

    private static String deployment(Environment environment) {
        String name = environment.text("WORKER_DEPLOYMENT", "kafka-load-tester-worker");
        if (!Pattern.matches("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?", name)) {
            throw new ConfigurationException(
                    "WORKER_DEPLOYMENT",
                    "takes the name of a Deployment such as kafka-load-tester-worker, not '" + name + "'");
        }
        return name;
    }
}
