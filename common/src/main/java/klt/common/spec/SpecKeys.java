package klt.common.spec;

import static klt.common.spec.SpecKey.Group.CONSUMERS;
import static klt.common.spec.SpecKey.Group.LOAD;
import static klt.common.spec.SpecKey.Group.OBJECTIVES;
import static klt.common.spec.SpecKey.Group.TOPIC;
import static klt.common.spec.SpecKey.Group.WORKERS;
import static klt.common.spec.TextTypes.text;
import static klt.common.spec.ValueType.bool;
import static klt.common.spec.ValueType.bytes;
import static klt.common.spec.ValueType.duration;
import static klt.common.spec.ValueType.integer;
import static klt.common.spec.ValueType.oneOf;
import static klt.common.spec.ValueType.properties;
import static klt.common.spec.ValueType.rate;
import static klt.common.spec.ValueType.tags;
import static klt.common.spec.ValueType.weights;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import klt.common.spec.RunSpec.ControllerLossPolicy;
import klt.common.spec.RunSpec.TopicDeletion;
import klt.common.spec.SpecKey.Default;
import klt.common.spec.SpecKey.Draft;
import klt.common.spec.SpecSchema.Range;
import klt.common.spec.ValueType.Kind;
import klt.common.spec.client.ClientProperties;
import klt.common.spec.client.TopicNames;
import klt.common.spec.client.TopicProperties;
import klt.common.spec.consumers.Group;
import klt.common.spec.consumers.GroupList;
import klt.common.spec.consumers.GroupProtocol;
import klt.common.spec.consumers.Isolation;
import klt.common.spec.consumers.Start;
import klt.common.spec.consumers.StartForm;
import klt.common.spec.input.ValueReader;
import klt.common.spec.limit.Limits;
import klt.common.spec.load.Rate;
import klt.common.spec.objective.Objective;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The table of all spec keys, in the order in which they are read, written and documented. The reader, the writer, the OpenAPI document,
 * the reference, the console's form and the command-line help are derived from it. To add a key, add a constant here or in {@link
 * LoadKeys}, {@link MessageKeys} or {@link ProducerKeys}, and a component to {@link RunSpec}.
 */
final class SpecKeys {

    /** The constants below add themselves to this list, so it must come before them. */
    private static final SpecKey.Table TABLE = new SpecKey.Table();

    /** The keys allowed in each group, with functions that write a group's values. The constants below also add themselves to this map. */
    private static final Map<SpecKey<?>, Function<Group, JsonNode>> OF_GROUP = new LinkedHashMap<>();

    static final SpecKey<String> NAME = key("name", text(Limits.NAME_LENGTH_MAX, SpecRules::name), "load test")
            .in(RunSpec::name)
            .shown(LOAD, "Name", "A name that identifies the run in lists.");
    static final SpecKey<SortedMap<String, String>> TAGS = key("tags", tags(), new TreeMap<>())
            .in(RunSpec::tags)
            .shown(LOAD, "Tags", "Names and values that runs can be found by, such as {branch: main, team: checkout}.");

    static final SpecKey<String> TOPIC_NAME = key(
                    "topic.name", text(TopicNames.LENGTH_MAX, TopicNames::mistake), TopicNames.OF_LOAD_TESTS)
            .in(spec -> spec.topic().name())
            .shown(
                    LOAD,
                    "Topic",
                    "Created if it does not exist, otherwise used as is; orders-{0..9} names ten topics.");
    static final SpecKey<String> TOPIC_CLUSTER = key(
                    "topic.cluster", TextTypes.servers(), Default.none("the configured cluster", "localhost:9092"))
            .either(spec -> spec.topic().cluster())
            .shown(
                    TOPIC,
                    "Cluster",
                    "Bootstrap servers host:port[,…] of another cluster that the run loads; ALLOWED_CLUSTERS must list them.");
    static final SpecKey<List<Integer>> TOPIC_WEIGHTS = key(
                    "topic.weights", weights(Limits.TOPICS_MAX), Default.none("the same for each topic", List.of()))
            .either(spec -> Optional.of(spec.topic().weights()).filter(weights -> !weights.isEmpty()))
            .shown(
                    TOPIC,
                    "Topic weights",
                    "Relative number of messages of each topic, such as [5, 1, 1]; if empty, all topics get the same number.");
    static final SpecKey<Integer> PARTITIONS = key("topic.partitions", integer(1, Limits.PARTITIONS_MAX), 6)
            .in(spec -> spec.topic().partitions())
            .shown(TOPIC, "Partitions", "Number of partitions of each topic that the run creates.");
    static final SpecKey<Integer> REPLICATION = key("topic.replication", integer(1, Limits.REPLICATION_MAX), 1)
            .in(spec -> spec.topic().replication())
            .shown(TOPIC, "Replication factor", "Number of replicas of each topic that the run creates.");
    static final SpecKey<SortedMap<String, String>> TOPIC_CONFIG = key(
                    "topic.config", properties(TopicProperties.TOPIC), new TreeMap<>())
            .in(spec -> spec.topic().config())
            .shown(
                    TOPIC,
                    "Topic settings",
                    "Settings of each topic that the run creates, such as {retention.ms: 3600000}.");
    static final SpecKey<TopicDeletion> TOPIC_DELETE = key(
                    "topic.delete", oneOf(TopicDeletion.class), TopicDeletion.NEVER)
            .in(spec -> spec.topic().delete())
            .shown(
                    TOPIC,
                    "Delete the topics",
                    "After the run, deletes the topics that it created, unless verification failed or was inconclusive.");

    static final SpecKey<Boolean> TOPIC_ALLOW_EXISTING = key("topic.allowExisting", bool(), false)
            .in(spec -> spec.topic().allowExisting())
            .shown(
                    TOPIC,
                    "Allow other records",
                    "Whether the run may send to a topic that holds records from other producers.");

    static {
        TABLE.add(LoadKeys.TABLE);
        TABLE.add(MessageKeys.TABLE);
        TABLE.add(ProducerKeys.TABLE);
    }

    static final SpecKey<Integer> WORKERS_EXPECTED = key("workers.expected", integer(1, Limits.WORKERS_MAX), 1)
            .in(spec -> spec.workers().expected())
            .shown(WORKERS, "Workers expected", "The run starts when this many workers are ready.");
    static final SpecKey<Duration> WORKERS_TIMEOUT = key(
                    "workers.timeout", duration(Duration.ofSeconds(1), Duration.ofHours(1)), Duration.ofSeconds(60))
            .in(spec -> spec.workers().timeout())
            .shown(
                    WORKERS,
                    "Worker timeout",
                    "The run fails if too few workers are ready within this time, such as 5m.");
    static final SpecKey<ControllerLossPolicy> LAPSE = key(
                    "workers.lapse", oneOf(ControllerLossPolicy.class), ControllerLossPolicy.CONTINUE)
            .in(spec -> spec.workers().lapse())
            .shown(
                    WORKERS,
                    "Without a controller",
                    "Whether workers without a controller send for another 30 s, or stop after 5 s, before their shards are reassigned.");

    static final SpecKey<GroupList> GROUPS = key("consumers.groups", groups(), GroupList.equal(0))
            .in(SpecKeys::groups)
            .shown(
                    CONSUMERS,
                    "Groups",
                    "Number of groups, each of which reads every message, or a list of groups that override the section's settings.");
    static final SpecKey<Integer> MEMBERS = ofGroup(
            key("consumers.members", integer(1, Limits.GROUP_MEMBERS_MAX), 1),
            Group::members,
            "Members per group",
            "Consumers of each group, spread across the workers.");
    static final SpecKey<GroupProtocol> PROTOCOL = ofGroup(
            key("consumers.protocol", oneOf(GroupProtocol.class), GroupProtocol.CLASSIC),
            Group::protocol,
            "Group protocol",
            "consumer (KIP-848) needs Kafka 4.0 or newer; share (KIP-932) needs Kafka 4.2 or newer.");
    static final SpecKey<Isolation> ISOLATION = ofGroup(
            key("consumers.isolation", oneOf(Isolation.class), Isolation.READ_UNCOMMITTED),
            Group::isolation,
            "Isolation",
            "Whether messages of open and aborted transactions are read.");
    static final SpecKey<Start> START = ofGroup(
            key(
                    "consumers.start",
                    start(),
                    Default.dependent(
                            "latest, or earliest with rate: 0",
                            values -> values.get(LoadKeys.RATE) instanceof Rate.None
                                    ? new Start.Earliest()
                                    : new Start.Latest())),
            Group::start,
            "Start at",
            "Where a group starts: latest is the end of the topic before the run.");
    static final SpecKey<Boolean> BACKLOG = key("consumers.backlog", bool(), false)
            .in(spec -> spec.consumers().backlog())
            .shown(
                    CONSUMERS,
                    "Backlog",
                    "Members start once all messages are sent, and are timed until they have caught up.");
    static final SpecKey<Integer> PROCESSING_MICROS = ofGroup(
            key("consumers.processingMicros", integer(0, Limits.PROCESSING_MICROS_MAX, "µs"), 0),
            Group::processingMicros,
            "Processing",
            "Simulated processing time per record.");
    static final SpecKey<Rate> CONSUMERS_RATE = ofGroup(
            key("consumers.rate", rate("records", Limits.RATE_MIN), new Rate.Max()),
            Group::rate,
            "Rate per group",
            "Number of records that each group reads per second, such as 5000 or max.");
    static final SpecKey<Integer> MAX_POLL_RECORDS = ofGroup(
            key("consumers.maxPollRecords", integer(1, Limits.POLL_RECORDS_MAX), 500),
            group -> group.client().maxPollRecords(),
            "Max. records per poll",
            "Maximum number of records that a poll returns.");
    static final SpecKey<Integer> FETCH_MIN_BYTES = ofGroup(
            key("consumers.fetchMinBytes", bytes(1, Limits.FETCH_BYTES_MAX), 1),
            group -> group.client().fetchMinBytes(),
            "Min. fetch size",
            "Minimum amount of data that the broker collects before it responds to a fetch request.");
    static final SpecKey<Integer> FETCH_MAX_WAIT_MS = ofGroup(
            key("consumers.fetchMaxWaitMs", integer(0, Limits.FETCH_WAIT_MS_MAX, "ms"), 500),
            group -> group.client().fetchMaxWaitMs(),
            "Max. fetch wait",
            "Maximum time that the broker waits for the minimum fetch size.");
    static final SpecKey<SortedMap<String, String>> CONSUMER_PROPERTIES = ofGroup(
            key("consumers.properties", properties(ClientProperties.CONSUMER), new TreeMap<>()),
            group -> group.client().properties(),
            "Consumer properties",
            "Further properties of Kafka's consumers, such as {max.partition.fetch.bytes: 4194304}.");
    static final SpecKey<Duration> CATCH_UP = key(
                    "consumers.catchUp", duration(Duration.ofSeconds(1), Duration.ofDays(1)), Duration.ofSeconds(60))
            .in(spec -> spec.consumers().catchUp())
            .shown(
                    CONSUMERS,
                    "Time to catch up",
                    "How long the groups may take to catch up after the last message or, with rate 0, may make no progress.");

    static final SpecKey<RunSpec.Verification> VERIFICATION = key(
                    "verification", oneOf(RunSpec.Verification.class), RunSpec.Verification.NONE)
            .in(RunSpec::verification)
            .shown(
                    OBJECTIVES,
                    "Verification",
                    "Whether messages are read back and checked: after all are sent, or during the run.");
    static final SpecKey<List<Objective>> OBJECTIVES_LIST = key(
                    "objectives",
                    ValueType.objectives(),
                    Default.dependent(
                            "for each metric not listed: errors<1%, and rate>=99% if there is a rate and the schedule takes 1s or more",
                            values -> List.of()))
            .in(RunSpec::objectives)
            .shown(
                    OBJECTIVES,
                    "Objectives",
                    "Bounds that the run must meet, such as response.p99<20ms; an empty list disables them.");

    static final SpecKey<Duration> ABORT_AFTER = key(
                    "abortAfter",
                    duration(Duration.ofSeconds(1), Duration.ofHours(1)),
                    Default.none("none", Duration.ofSeconds(1)))
            .either(RunSpec::abortAfter)
            .shown(
                    OBJECTIVES,
                    "Abort after",
                    "Stops the run when an objective is missed for this long without interruption; whole seconds, such as 10s.");

    private SpecKeys() {}

    /** Returns all keys, by section. */
    static List<SpecKey<?>> all() {
        return TABLE.keys();
    }

    private static ValueType<GroupList> groups() {
        return new ValueType<>(
                Kind.GROUPS,
                "",
                Optional.of(new Range(0, Limits.GROUPS_MAX, GroupList.SHOWN)),
                List.of(),
                (node, mistakes) -> GroupList.read(node, settingsOfGroup(), mistakes),
                GroupList::toJson);
    }

    private static ValueType<Start> start() {
        return new ValueType<>(
                Kind.START,
                "",
                Optional.of(new Range(0, Limits.START_MAX, StartForm.SHOWN)),
                List.of(),
                StartForm::read,
                StartForm::write);
    }

    private static Map<String, ValueReader<JsonNode>> settingsOfGroup() {
        Map<String, ValueReader<JsonNode>> settings = new LinkedHashMap<>();
        OF_GROUP.keySet().forEach(key -> settings.put(key.name(), written(key.type())));
        return settings;
    }

    /** Returns a reader that converts values to their written form. */
    private static <T> ValueReader<JsonNode> written(ValueType<T> type) {
        return (node, mistakes) -> type.reader().read(node, mistakes).map(type.writer());
    }

    /** Returns the keys of each group, which a group in a list may override. */
    static Set<SpecKey<?>> ofEachGroup() {
        return OF_GROUP.keySet();
    }

    private static GroupList groups(RunSpec spec) {
        Group common = spec.consumers().common();
        return new GroupList(spec.consumers().groups().stream()
                .map(group -> ownSettings(group, common))
                .toList());
    }

    /** Returns the group's name, and the settings in which it differs from the section. */
    private static ObjectNode ownSettings(Group group, Group common) {
        ObjectNode own = JsonNodeFactory.instance.objectNode();
        group.name().ifPresent(name -> own.put(GroupList.NAME, name));
        OF_GROUP.forEach((key, written) -> {
            JsonNode value = written.apply(group);
            if (!value.equals(written.apply(common))) {
                own.set(key.name(), value);
            }
        });
        return own;
    }

    private static <T> SpecKey<T> ofGroup(Draft<T> draft, Function<Group, T> in, String label, String help) {
        SpecKey<T> key = draft.in(spec -> in.apply(spec.consumers().common())).shown(CONSUMERS, label, help);
        OF_GROUP.put(key, group -> key.type().writer().apply(in.apply(group)));
        return key;
    }

    private static <T> Draft<T> key(String path, ValueType<T> type, T byDefault) {
        return TABLE.key(path, type, byDefault);
    }

    private static <T> Draft<T> key(String path, ValueType<T> type, Default<T> byDefault) {
        return TABLE.key(path, type, byDefault);
    }
}
