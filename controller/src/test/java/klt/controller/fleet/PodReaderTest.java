package klt.controller.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import klt.controller.report.Pod;
import org.junit.jupiter.api.Test;

class PodReaderTest {

    @Test
    void aPodThatRunsIsReadyWithoutAnyWhy() {
        Pod pod = PodReader.read(Pods.running("a"));

        assertThat(pod)
                .isEqualTo(new Pod(
                        "a",
                        Pod.Phase.RUNNING,
                        true,
                        Optional.of("node-1"),
                        0,
                        Optional.of(Instant.parse("2026-03-01T12:00:00Z")),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void aPodThatFindsNoNodeSaysWhatTheSchedulerSaid() {
        Pod pod = PodReader.read(Pods.unschedulable("a"));

        assertThat(pod.phase()).isEqualTo(Pod.Phase.PENDING);
        assertThat(pod.node()).isEmpty();
        assertThat(pod.why()).contains(Pods.UNSCHEDULABLE);
    }

    @Test
    void whatAContainerWaitsForIsMoreThanThatItIsNotReady() {
        assertThat(PodReader.read(Pods.withoutItsImage("a")).why())
                .contains("ImagePullBackOff: Back-off pulling image \"worker\"");
    }

    @Test
    void theNewestExitOfAllContainersIsShownWithAllRestarts() {
        Pod pod = PodReader.read(Pods.crashing("a"));

        assertThat(pod.why()).contains("CrashLoopBackOff");
        assertThat(pod.restarts()).isEqualTo(4);
        assertThat(pod.lastExit())
                .contains(new Pod.LastExit(
                        "Error",
                        2,
                        Optional.of(Instant.parse("2026-03-01T12:02:00Z")),
                        Optional.of("KAFKA_BOOTSTRAP_SERVERS is missing")));
        assertThat(pod.ready()).isFalse();
    }

    @Test
    void aWorkerThatWasKilledForItsMemoryRunsAgainAndStillSaysSo() {
        Pod pod = PodReader.read(Pods.killedForItsMemory("a"));

        assertThat(pod.why()).isEmpty();
        assertThat(pod.lastExit().orElseThrow().reason()).isEqualTo("OOMKilled");
        assertThat(pod.lastExit().orElseThrow().message()).isEmpty();
    }

    @Test
    void anEvictedPodSaysWhy() {
        Pod pod = PodReader.read(Pods.evicted("a"));

        assertThat(pod.phase()).isEqualTo(Pod.Phase.FAILED);
        assertThat(pod.why()).contains("Evicted: The node was low on resource");
    }

    @Test
    void aPodThatRunsAndIsNotReadySaysSo() {
        assertThat(PodReader.read(Pods.notReady("a")).why())
                .contains("ContainersNotReady: containers with unready status: [worker]");
    }

    @Test
    void aPodThatIsDeletedTerminates() {
        assertThat(PodReader.read(Pods.beingDeleted("a")).phase()).isEqualTo(Pod.Phase.TERMINATING);
    }

    @Test
    void aPodThatKubernetesHasNotSeenYetIsUnknown() {
        Pod pod = PodReader.read(Pods.unseen("a"));

        assertThat(pod.phase()).isEqualTo(Pod.Phase.UNKNOWN);
        assertThat(pod.why()).isEmpty();
    }
}
