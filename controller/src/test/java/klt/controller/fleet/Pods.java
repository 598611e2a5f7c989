package klt.controller.fleet;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;

/** Pods as Kubernetes describes them. */
public final class Pods {

    static final Map<String, String> LABELS = Map.of("app", "worker");

    public static final String UNSCHEDULABLE = "Unschedulable: 0/1 nodes are available: 1 Insufficient memory.";

    private Pods() {}

    private static Pod pod(String name, String rest) {
        return Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: NAME, creationTimestamp: "2026-03-01T12:00:00Z", labels: {app: worker}}
                """.replace("NAME", name) + rest, Pod.class);
    }

    static Pod running(String name) {
        return pod(name, """
                spec: {nodeName: node-1, containers: [{name: worker}]}
                status:
                  phase: Running
                  conditions: [{type: PodScheduled, status: "True"}, {type: Ready, status: "True"}]
                  containerStatuses: [{name: worker, restartCount: 0, ready: true, state: {running: {}}}]
                """);
    }

    public static Pod killedForItsMemory(String name) {
        return pod(name, """
                spec: {nodeName: node-1, containers: [{name: worker}]}
                status:
                  phase: Running
                  conditions: [{type: PodScheduled, status: "True"}, {type: Ready, status: "True"}]
                  containerStatuses:
                    - name: worker
                      restartCount: 2
                      ready: true
                      state: {running: {}}
                      lastState: {terminated: {reason: OOMKilled, exitCode: 137, finishedAt: "2026-03-01T12:30:00Z"}}
                """);
    }

    public static Pod unschedulable(String name) {
        return pod(name, """
                spec: {containers: [{name: worker}]}
                status:
                  phase: Pending
                  conditions:
                    - {type: PodScheduled, status: "False", reason: Unschedulable, message: "0/1 nodes are available: 1 Insufficient memory."}
                """);
    }

    static Pod withoutItsImage(String name) {
        return pod(name, """
                spec: {nodeName: node-1, containers: [{name: worker}]}
                status:
                  phase: Pending
                  conditions:
                    - {type: PodScheduled, status: "True"}
                    - {type: Ready, status: "False", reason: ContainersNotReady, message: "containers with unready status: [worker]"}
                  containerStatuses:
                    - {name: worker, restartCount: 0, ready: false, state: {waiting: {reason: ImagePullBackOff, message: "Back-off pulling image\\n \\"worker\\""}}}
                """);
    }

    static Pod crashing(String name) {
        return pod(name, """
                spec: {nodeName: node-1, containers: [{name: worker}, {name: sidecar}]}
                status:
                  phase: Running
                  containerStatuses:
                    - name: sidecar
                      restartCount: 1
                      ready: true
                      state: {running: {}}
                      lastState: {terminated: {reason: Completed, exitCode: 0, finishedAt: "2026-03-01T12:01:00Z"}}
                    - name: worker
                      restartCount: 3
                      ready: false
                      state: {waiting: {reason: CrashLoopBackOff}}
                      lastState: {terminated: {reason: Error, exitCode: 2, finishedAt: "2026-03-01T12:02:00Z", message: "INFO starts\\nKAFKA_BOOTSTRAP_SERVERS is missing\\n\\tat a.Frame\\n"}}
                """);
    }

    static Pod evicted(String name) {
        return pod(name, """
                spec: {nodeName: node-1, containers: [{name: worker}]}
                status: {phase: Failed, reason: Evicted, message: The node was low on resource}
                """);
    }

    static Pod notReady(String name) {
        return pod(name, """
                spec: {nodeName: node-1, containers: [{name: worker}]}
                status:
                  phase: Running
                  conditions: [{type: Ready, status: "False", reason: ContainersNotReady, message: "containers with unready status: [worker]"}]
                  containerStatuses: [{name: worker, restartCount: 0, ready: false, state: {running: {}}}]
                """);
    }

    static Pod beingDeleted(String name) {
        Pod pod = running(name);
        pod.getMetadata().setDeletionTimestamp("2026-03-01T12:40:00Z");
        return pod;
    }

    static Pod unseen(String name) {
        return pod(name, "spec: {containers: [{name: worker}]}\n");
    }
}
