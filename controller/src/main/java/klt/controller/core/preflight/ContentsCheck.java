package klt.controller.core.preflight;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import klt.common.code.Args;
import klt.controller.core.preflight.Finding.Code;
import klt.controller.core.preflight.Finding.Level;
import klt.controller.core.preflight.contents.TopicContents.Others;
import klt.controller.core.preflight.contents.TopicContents.Unreadable;

/** Refuses topics that hold, or may hold, records from other producers. */
final class ContentsCheck {

    private static final String TOPIC = "topic";

    private ContentsCheck() {}

    /** Returns one finding for all topics with records from others, and one for each reason why topics could not be read. */
    static List<Finding> findings(ClusterFacts cluster) {
        List<Finding> findings = new ArrayList<>();
        List<TopicFacts> foreign = cluster.topics().stream()
                .filter(topic -> topic.contents() instanceof Others)
                .toList();
        if (!foreign.isEmpty() && foreign.getFirst().contents() instanceof Others example) {
            Args args = Args.named(
                            TOPIC, foreign.stream().map(TopicFacts::topic).toList())
                    .and(
                            "recordTopic",
                            foreign.getFirst().topic(),
                            "recordPartition",
                            example.partition(),
                            "recordOffset",
                            example.offset(),
                            "writtenAt",
                            example.writtenAt().truncatedTo(ChronoUnit.SECONDS).toString());
            findings.add(new Finding(Level.REFUSE, Code.OTHER_RECORDS, args));
        }
        unreadable(cluster)
                .forEach((error, topics) -> findings.add(new Finding(
                        Level.REFUSE,
                        Code.RECORDS_UNKNOWN,
                        Args.named(TOPIC, topics).and("error", error))));
        return findings;
    }

    private static Map<String, List<String>> unreadable(ClusterFacts cluster) {
        Map<String, List<String>> topics = new LinkedHashMap<>();
        for (TopicFacts topic : cluster.topics()) {
            if (topic.contents() instanceof Unreadable(String error)) {
                topics.computeIfAbsent(error, first -> new ArrayList<>()).add(topic.topic());
            }
        }
        return topics;
    }
}
