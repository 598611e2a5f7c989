package klt.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.apache.kafka.trogdor.common.JsonUtil;
import org.apache.kafka.trogdor.task.TaskWorker;
import org.apache.kafka.trogdor.workload.ProduceBenchSpec;
import tools.jackson.databind.json.JsonMapper;

/** Runs the ProduceBench of Trogdor, Kafka's own test framework, once for each specification on standard input, in one JVM. */
public final class TrogdorLoop {

    /** Start of the output line that marks the end of a run; the run's last status follows on the same line. */
    static final String DONE = "DONE ";

    private volatile String status = "";

    private TrogdorLoop() {}

    /** Returns the specification of a run that sends random values without keys to partitions chosen by the client. */
    static String specification(BenchCase benchCase, String kafka, String topic, int partitions) {
        return JsonMapper.shared()
                .writeValueAsString(Map.ofEntries(
                        Map.entry("class", ProduceBenchSpec.class.getName()),
                        Map.entry("durationMs", Integer.MAX_VALUE),
                        Map.entry("producerNode", "node"),
                        Map.entry("bootstrapServers", kafka),
                        Map.entry("targetMessagesPerSec", benchCase.rate()),
                        Map.entry("maxMessages", benchCase.messages()),
                        Map.entry("keyGenerator", Map.of("type", "null")),
                        Map.entry("valueGenerator", Map.of("type", "uniformRandom", "size", benchCase.size())),
                        Map.entry(
                                "producerConf",
                                Map.of(
                                        "acks",
                                        benchCase.acks(),
                                        "linger.ms",
                                        String.valueOf(benchCase.lingerMs()),
                                        "batch.size",
                                        String.valueOf(benchCase.batchSize()))),
                        Map.entry(
                                "activeTopics",
                                Map.of(topic, Map.of("numPartitions", partitions, "replicationFactor", 1))),
                        Map.entry("useConfiguredPartitioner", true)));
    }

    public static void main(String[] args) throws Exception {
        TrogdorLoop loop = new TrogdorLoop();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            loop.run(JsonUtil.objectFromCommandLineArgument(line, ProduceBenchSpec.class));
        }
    }

    private void run(ProduceBenchSpec spec) throws Exception {
        TaskWorker worker = spec.newTaskWorker("bench");
        KafkaFutureImpl<String> done = new KafkaFutureImpl<>();
        worker.start(null, this::update, done);
        String error = done.get();
        worker.stop(null);
        if (!error.isEmpty()) {
            throw new IllegalStateException(error);
        }
        System.out.println(DONE + status);
    }

    private void update(JsonNode node) {
        status = node.toString();
    }
}
