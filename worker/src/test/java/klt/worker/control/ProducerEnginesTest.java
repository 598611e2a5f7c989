package klt.worker.control;

import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.preparing;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import klt.common.clock.Ticker;
import klt.common.kafka.KafkaSettings;
import klt.common.protocol.EndCode;
import klt.common.protocol.Plan;
import klt.common.protocol.RunProgress.Failure;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.common.settings.Environment;
import klt.worker.clock.BusTime;
import klt.worker.core.Lifecycle.Event;
import klt.worker.process.ProcessMeter;
import klt.worker.produce.Preparation;
import klt.worker.produce.SendGate;
import klt.worker.produce.TargetCluster;
import klt.worker.produce.payload.PayloadSources;
import klt.worker.report.ProcessVitals;
import klt.worker.report.Reporter;
import klt.worker.report.StatusWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProducerEnginesTest {

    private static final String ME = "w1.1";

    private final Ticker ticker = () -> 0;
    private final BusTime busTime = new BusTime(ticker, InstantSource.system());
    private final List<Event> events = new ArrayList<>();

    private ProducerEngines engines(Map<String, String> variables) {
        Reporter reporter = new Reporter(
                new WorkerInfo("w1", "host", "1", 1, 1),
                new ProcessVitals(new ProcessMeter()),
                busTime,
                new StatusWriter(ME, "klt-status", () -> 1, busTime, ticker),
                () -> 1,
                harvest -> {},
                ticker);
        TargetCluster cluster = new TargetCluster(KafkaSettings.from(new Environment(variables)), ME);
        return new ProducerEngines(
                new Preparation(
                        cluster,
                        producer -> () -> {},
                        busTime,
                        "w1",
                        1,
                        (run, plan, payloads) -> {},
                        PayloadSources.NONE),
                reporter,
                busTime,
                ticker,
                new SendGate(ticker));
    }

    private void prepare(String yaml, Map<String, String> variables) {
        Plan plan = plan(yaml);
        engines(variables).of(preparing(plan, ME), events::add).prepare(plan);
    }

    @ParameterizedTest
    @ValueSource(strings = {"messages: 10", "rate: 0, duration: 10s, consumers: {groups: 1}"})
    void refusesARunOnAClusterThatThisWorkerMayNotUse(String load) {
        prepare("{topic: {cluster: 'other:1'}, " + load + "}", Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"));

        assertThat(events)
                .containsExactly(new Event.Broken(new Failure(
                        EndCode.WORKER_FAILED,
                        "topic.cluster lists other:1; runs may use only 127.0.0.1:1, because Kafka clients send"
                                + " their credentials to the cluster; add the servers to ALLOWED_CLUSTERS of the controller"
                                + " and of every worker")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"other:1", "*"})
    void acceptsARunOnAClusterThatIsAllowed(String allowed) {
        prepare(
                "{topic: {cluster: 'other:1'}, rate: 0, duration: 10s, consumers: {groups: 1}}",
                Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1", "ALLOWED_CLUSTERS", allowed));

        assertThat(events).containsExactly(new Event.Prepared());
    }

    @Test
    void refusesARunThatSendsToAProtectedTopic() {
        prepare("{topic: connect-offsets, messages: 10}", Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"));

        assertThat(events)
                .containsExactly(new Event.Broken(new Failure(
                        EndCode.WORKER_FAILED,
                        "topic.name matches connect-*, which Kafka Connect uses for its own state; use a different topic, or"
                                + " set rate to 0 to only read this one")));
    }

    @Test
    void refusesARunOnTheControlTopicsOfItsPrefix() {
        prepare(
                "{topic: mine-status, rate: 0, duration: 10s, consumers: {groups: 1}}",
                Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1", "CONTROL_TOPIC_PREFIX", "mine"));

        assertThat(events)
                .containsExactly(new Event.Broken(new Failure(
                        EndCode.WORKER_FAILED,
                        "topic.name is a control topic of the load tester; use a different topic")));
    }

    @Test
    void readsATopicOfAnotherSystem() {
        prepare(
                "{topic: connect-offsets, rate: 0, duration: 10s, consumers: {groups: 1}}",
                Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"));

        assertThat(events).containsExactly(new Event.Prepared());
    }
}
