package klt.controller.core.preflight;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.code.Args;
import klt.controller.core.preflight.Finding.Code;
import klt.controller.core.preflight.Finding.Level;
import klt.controller.core.preflight.contents.TopicContents.Evidence;
import klt.controller.core.preflight.contents.TopicContents.Others;
import klt.controller.core.preflight.contents.TopicContents.Unreadable;

/** Checks whether topics hold, or may hold, records from other producers. */
final class ContentsCheck {

    private static final String TOPIC = "topic";

    private ContentsCheck() {}

    /** Returns one finding for all topics with records from other producers, and one for each reason why topics could not be read. */
    static List<Finding> findings(ClusterFacts cluster) {
        List<Finding> findings = new ArrayList<>();
        List<TopicFacts> withOthers = cluster.topics().stream()
                .filter(topic -> topic.contents() instanceof Others)
                .toList();
        if (!withOthers.isEmpty() && withOthers.getFirst().contents() instanceof Others example) {
            Args args = Args.named(
                            TOPIC, withOthers.stream().map(TopicFacts::topic).toList())
                    .and(
                            "recordTopic",
                            withOthers.getFirst().topic(),
                            "recordPartition",
                            example.partition(),
                            "recordOffset",
                            example.offset(),
                            "writtenAt",
                            example.writtenAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                            "earlierRun",
                            Optional.of(true).filter(possible -> !example.recognised()));
            findings.add(new Finding(Level.REFUSE, Code.OTHER_RECORDS, args));
        }
        unreadable(cluster)
                .forEach((reason, topics) -> findings.add(new Finding(
                        reason.evidence() == Evidence.NONE ? Level.REFUSE : Level.WARN,
                        Code.RECORDS_UNKNOWN,
                        Args.named(TOPIC, topics)
                                .and(
                                        "error",
                                        reason.error(),
                                        "evidence",
                                        Optional.of(reason.evidence()).filter(known -> known != Evidence.NONE)))));
        return findings;
    }

    private static Map<Unreadable, List<String>> unreadable(ClusterFacts cluster) {
        Map<Unreadable, List<String>> topics = new LinkedHashMap<>();
        for (TopicFacts topic : cluster.topics()) {
            if (topic.contents() instanceof Unreadable reason) {
                topics.computeIfAbsent(reason, first -> new ArrayList<>()).add(topic.topic());
            }
        }
        return topics;
    }
}
