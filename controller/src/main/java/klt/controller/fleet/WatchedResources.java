package klt.controller.fleet;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Optional;

/** Watches Kubernetes resources of one kind, and reports why they cannot be read, if they cannot. Retries forever. */
final class WatchedResources<T extends HasMetadata> implements AutoCloseable {

    private final SharedIndexInformer<T> informer;
    private volatile Optional<String> error = Optional.empty();

    /** @param changed callback for each change; runs on one of the client's threads */
    WatchedResources(Informable<T> resources, Runnable changed) {
        informer = resources.runnableInformer(0);
        informer.exceptionHandler((started, e) -> {
            error = Optional.of(KubernetesErrors.words(e));
            return true;
        });
        informer.addEventHandler(new ResourceEventHandler<T>() {

            @Override
            public void onList(String resourceVersion, boolean remainedEmpty) {
                error = Optional.empty();
            }

            @Override
            public void onAdd(T added) {
                changed.run();
            }

            @Override
            public void onUpdate(T before, T after) {
                changed.run();
            }

            @Override
            public void onDelete(T deleted, boolean stateIsOld) {
                changed.run();
            }
        });
        var unused = informer.start();
    }

    List<T> all() {
        return informer.getStore().list();
    }

    /** Returns whether the resources have been listed at least once. */
    boolean isKnown() {
        return informer.hasSynced();
    }

    /** Returns why the resources cannot be read, or empty if they can. */
    Optional<String> problem() {
        if (informer.isWatching()) {
            return Optional.empty();
        }
        // a watch ending is not a problem, because watches normally end every few minutes and are reopened
        return isKnown() ? error : Optional.of(error.orElse(KubernetesErrors.NO_ANSWER));
    }

    @Override
    public void close() {
        informer.stop();
    }
}
