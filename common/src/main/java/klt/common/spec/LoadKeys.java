package klt.common.spec;

import static klt.common.spec.SpecKey.Group.LOAD;
import static klt.common.spec.SpecKey.Group.OBJECTIVES;
import static klt.common.spec.ValueType.decimal;
import static klt.common.spec.ValueType.duration;
import static klt.common.spec.ValueType.integer;
import static klt.common.spec.ValueType.oneOf;
import static klt.common.spec.ValueType.rate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import klt.common.schedule.Arrivals;
import klt.common.schedule.LoadProfile;
import klt.common.schedule.Stage;
import klt.common.spec.SpecKey.Default;
import klt.common.spec.SpecKey.Group;
import klt.common.spec.input.SpecFields;
import klt.common.spec.limit.Limits;
import klt.common.spec.load.Extent;
import klt.common.spec.load.LimitSettings;
import klt.common.spec.load.Load;
import klt.common.spec.load.Pacing;
import klt.common.spec.load.Rate;
import klt.common.spec.load.TestKind;
import klt.common.spec.message.Payload;
import klt.common.text.Quantity;

/** The keys in the {@link SpecKeys} table that determine how much a run sends, how fast and for how long. */
final class LoadKeys {

    /** The constants below add themselves to this list, so it must come before them. */
    static final SpecKey.Table TABLE = new SpecKey.Table();

    static final SpecKey<TestKind> KIND = TABLE.key("kind", oneOf(TestKind.class), TestKind.LOAD)
            .in(spec -> spec.load().kind())
            .shown(
                    LOAD,
                    "Kind",
                    "Whether to send a fixed load, or to find the highest rate that meets the objectives.");
    static final SpecKey<Long> MESSAGES = TABLE.key(
                    "messages",
                    integer(1, Limits.MESSAGES_MAX),
                    Default.none("none; required unless duration, load.stages, rate: 0 or kind: limit is set", 1L))
            .either(spec ->
                    spec.load().extent() instanceof Extent.Messages(long count) ? Optional.of(count) : Optional.empty())
            .shown(
                    LOAD,
                    "Messages",
                    "Number of messages to send or, with rate 0, of records that each group reads, such as 10000, 50k or 2M.");
    static final SpecKey<Duration> DURATION = TABLE.key(
                    "duration",
                    duration(Duration.ofSeconds(1), Duration.ofSeconds(Limits.DURATION_SECONDS_MAX)),
                    Default.none(
                            "none; required unless messages, load.stages or rate: 0 is set; 1h with kind: limit",
                            Duration.ofSeconds(1)))
            .either(spec -> spec.load().rate() instanceof Rate.Staged
                    ? Optional.empty()
                    : spec.load().extent() instanceof Extent.Timed(Duration time)
                            ? Optional.of(time)
                            : Optional.empty())
            .shown(
                    LOAD,
                    "Duration",
                    "How long to send, or to read with rate 0; in a search, the maximum duration, such as 90s or 1h20m.");
    static final SpecKey<Rate> RATE = TABLE.key(
                    "rate",
                    rate("messages", 0),
                    Default.dependent(
                            (long) SpecReader.RATE + ", or DEFAULT_RATE of the controller",
                            values -> new Rate.PerSecond(values.defaultRate())))
            .either(spec -> switch (spec.load().rate()) {
                case Rate.Staged staged -> Optional.empty();
                case Rate.Limit limit -> Optional.empty();
                case Rate.PerSecond fixed -> Optional.of(fixed);
                case Rate.Max max -> Optional.of(max);
                case Rate.None none -> Optional.of(none);
            })
            .shown(
                    LOAD,
                    "Rate",
                    "Messages per second across all workers, such as 1000, 50k or max; 0 only reads an existing topic.");
    static final SpecKey<Arrivals.Kind> ARRIVALS = TABLE.key(
                    "load.arrivals", oneOf(Arrivals.Kind.class), Arrivals.Kind.UNIFORM)
            .in(spec -> spec.load().arrivals().kind())
            .shown(
                    Group.STAGES,
                    "Arrivals",
                    "Whether messages are evenly spaced or random, as from many independent clients.");
    static final SpecKey<Pacing> PACING = TABLE.key("load.pacing", oneOf(Pacing.class), Pacing.BALANCED)
            .in(spec -> spec.load().pacing())
            .shown(
                    Group.STAGES,
                    "Pacing",
                    "How late messages may be sent to save CPU time: up to 0.1 ms, 0.8 ms or 5 ms.");
    static final SpecKey<List<Stage>> STAGES = TABLE.key(
                    "load.stages", StageType.STAGES, Default.none("none", List.of()))
            .either(spec -> staged(spec).map(Rate.Staged::stages))
            .shown(
                    Group.STAGES,
                    "Stages",
                    "The stages of a changing rate, such as 2m:10k,10m:10k,0s:20k,1m:20k;"
                            + " a stage in a list may have a size.");
    static final SpecKey<Integer> REPEAT = TABLE.key("load.repeat", integer(1, Limits.REPEAT_MAX), 1)
            .either(spec -> staged(spec).map(Rate.Staged::repeat))
            .shown(Group.STAGES, "Repetitions", "Number of times the list of stages runs.");
    static final SpecKey<Double> LIMIT_FROM = limit(
            "from",
            decimal(Limits.RATE_MIN, Limits.RATE_MAX),
            1_000.0,
            LimitSettings::from,
            "First rate",
            "Rate of the first load of a search, in messages per second.");
    static final SpecKey<Double> LIMIT_TO = limit(
            "to",
            decimal(Limits.RATE_MIN, Limits.RATE_MAX),
            Limits.RATE_MAX,
            LimitSettings::to,
            "Highest rate",
            "The highest rate that a search tries, in messages per second.");
    static final SpecKey<Double> LIMIT_WIDTH = limit(
            "width",
            decimal(0.005, 0.5),
            0.03,
            LimitSettings::width,
            "Width",
            "The search ends when its bounds differ by at most this fraction of the upper bound.");
    static final SpecKey<Duration> LIMIT_WINDOW = limit(
            "window",
            duration(Duration.ofSeconds(1), Duration.ofMinutes(10)),
            Duration.ofSeconds(10),
            LimitSettings::window,
            "Window",
            "Length of a measurement window, in whole seconds; each window is judged separately.");
    static final SpecKey<Integer> LIMIT_WINDOWS = limit(
            "windows",
            integer(2, 100),
            6,
            LimitSettings::windows,
            "Windows per load",
            "Number of windows that decide whether a load meets the objectives.");
    static final SpecKey<Double> LIMIT_TOLERANCE = limit(
            "tolerance",
            decimal(0, 0.5),
            0.2,
            LimitSettings::tolerance,
            "Tolerance",
            "Fraction of the windows that may miss an objective.");
    static final SpecKey<Duration> LIMIT_HOLD = limit(
            "hold",
            duration(Duration.ZERO, Duration.ofDays(1)),
            Duration.ofMinutes(5),
            LimitSettings::hold,
            "Hold",
            "How long to hold the result to confirm it; 0s skips the hold.");
    static final SpecKey<Duration> WARMUP = TABLE.key(
                    "warmup",
                    duration(Duration.ZERO, Duration.ofSeconds(Limits.DURATION_SECONDS_MAX)),
                    Default.dependent(
                            "10 % of the schedule, at most 10s; 0s if that is shorter than 1s or unknown",
                            SpecDefaults::warmup))
            .in(spec -> spec.load().warmup())
            .shown(
                    OBJECTIVES,
                    "Warm-up",
                    "Messages due (at rate max, sent) within this time are excluded from latencies, rates and errors; 0s means no warm-up.");

    /** Limits that apply to all stages together. */
    private static final Duration STAGES_MIN = Duration.ofSeconds(1);

    /** Default maximum duration of a search. */
    private static final Duration SEARCH_MAX = Duration.ofHours(1);

    private static final Duration STAGES_MAX = Duration.ofSeconds(Limits.DURATION_SECONDS_MAX);

    private static final String NOT_IN_A_SEARCH =
            "cannot be combined with kind: limit, which sets the rate itself; remove one of them";

    private LoadKeys() {}

    private static <T> SpecKey<T> limit(
            String name, ValueType<T> type, T byDefault, Function<LimitSettings, T> part, String label, String help) {
        return TABLE.key("limit." + name, type, byDefault)
                .either(spec -> spec.load().search().map(part))
                .onlyWith(KIND, TestKind.LIMIT)
                .shown(Group.LIMIT, label, help);
    }

    private static Optional<Rate.Staged> staged(RunSpec spec) {
        return spec.load().rate() instanceof Rate.Staged staged ? Optional.of(staged) : Optional.empty();
    }

    static Load read(SpecValues values) {
        return withWarmup(values, values.get(WARMUP));
    }

    /** Returns the load without its warm-up, because the default warm-up depends on the load. */
    static Load withoutWarmup(SpecValues values) {
        return withWarmup(values, Duration.ZERO);
    }

    private static Load withWarmup(SpecValues values, Duration warmup) {
        List<Stage> stages = values.get(STAGES);
        Rate rate = values.get(KIND) == TestKind.LIMIT
                ? new Rate.Limit(limit(values))
                : stages.isEmpty() ? values.get(RATE) : new Rate.Staged(stages, values.get(REPEAT));
        return new Load(
                rate,
                extent(values, rate),
                values.get(ARRIVALS).with(values.get(MessageKeys.SEED)),
                values.get(PACING),
                warmup);
    }

    private static LimitSettings limit(SpecValues values) {
        return new LimitSettings(
                values.get(LIMIT_FROM),
                values.get(LIMIT_TO),
                values.get(LIMIT_WIDTH),
                values.get(LIMIT_WINDOW),
                values.get(LIMIT_WINDOWS),
                values.get(LIMIT_TOLERANCE),
                values.get(LIMIT_HOLD));
    }

    private static Extent extent(SpecValues values, Rate rate) {
        if (values.has(DURATION)) {
            return new Extent.Timed(values.get(DURATION));
        }
        if (values.has(MESSAGES)) {
            return new Extent.Messages(values.get(MESSAGES));
        }
        return switch (rate) {
            case Rate.Staged staged -> new Extent.Timed(length(staged));
            case Rate.None() -> new Extent.ToEnd();
            case Rate.Limit limit -> new Extent.Timed(SEARCH_MAX);
            case Rate.PerSecond paced -> new Extent.Messages(values.get(MESSAGES));
            case Rate.Max() -> new Extent.Messages(values.get(MESSAGES));
        };
    }

    private static Duration length(Rate.Staged staged) {
        return Duration.ofNanos(staged.profile().nanos());
    }

    /** Checks the keys that determine a run's length: messages, duration or stages. A search's length depends on its results. */
    static void checkExtent(SpecFields fields) {
        if (isLimit(fields)) {
            Stream.of(MESSAGES.name(), RATE.name())
                    .filter(key -> fields.value(key).isPresent())
                    .forEach(key -> fields.error(key, NOT_IN_A_SEARCH));
            return;
        }
        boolean messages = fields.value(MESSAGES.name()).isPresent();
        boolean duration = fields.value(DURATION.name()).isPresent();
        boolean staged = fields.value(STAGES.section())
                .map(section -> section.get(STAGES.name()))
                .filter(stages -> !stages.isNull())
                .isPresent();
        if (staged && duration) {
            fields.error(
                    DURATION.name(),
                    "cannot be combined with load.stages, which have their own durations; remove one of them");
        } else if (messages && duration) {
            fields.error(DURATION.name(), "set messages or duration, not both");
        } else if (!messages && !duration && !staged && !isRateZero(fields)) {
            fields.error(
                    MESSAGES.name(), "is missing: set messages (how many), duration (how long) or load.stages (both)");
        }
        if (staged && fields.value(RATE.name()).isPresent()) {
            fields.error(
                    RATE.name(), "cannot be combined with load.stages, which have their own rates; remove one of them");
        }
    }

    private static boolean isLimit(SpecFields fields) {
        return fields.value(KIND.name())
                .flatMap(node -> KIND.type().reader().read(node, (place, message) -> {}))
                .filter(TestKind.LIMIT::equals)
                .isPresent();
    }

    private static boolean isRateZero(SpecFields fields) {
        return fields.value(RATE.name())
                .flatMap(node -> RATE.type().reader().read(node, (place, message) -> {}))
                .filter(Rate.None.class::isInstance)
                .isPresent();
    }

    /** Checks the rules between the section's keys. */
    static void checkSection(SpecValues values, SpecFields fields) {
        if (values.has(REPEAT) && !values.has(STAGES)) {
            fields.error(REPEAT.name(), "has no effect without load.stages");
        }
        List<Stage> stages = values.get(STAGES);
        if (values.has(STAGES) && values.get(KIND) == TestKind.LIMIT) {
            fields.error(STAGES.name(), NOT_IN_A_SEARCH);
        }
        if (!stages.isEmpty()) {
            mistake(stages, values.get(REPEAT)).ifPresent(mistake -> {
                fields.error(STAGES.name(), mistake);
                values.drop(STAGES);
            });
        }
    }

    /** Checks the stages as a whole; returns the error, if any. */
    private static Optional<String> mistake(List<Stage> stages, int repeat) {
        Duration length = stages.stream()
                .map(Stage::duration)
                .reduce(Duration.ZERO, Duration::plus)
                .multipliedBy(repeat);
        if (length.compareTo(STAGES_MIN) < 0 || length.compareTo(STAGES_MAX) > 0) {
            return Optional.of("take " + Quantity.format(length) + " in total; the allowed range is "
                    + Quantity.format(STAGES_MIN) + " to " + Quantity.format(STAGES_MAX));
        }
        long parts = (long) repeat
                * stages.stream().mapToInt(stage -> stage.segments(0).size()).sum();
        if (parts > LoadProfile.SEGMENTS_MAX) {
            return Optional.of("have " + parts + " parts, counting each step and repetition; the limit is "
                    + LoadProfile.SEGMENTS_MAX);
        }
        return LoadProfile.of(stages, repeat).peak() == 0
                ? Optional.of("send no messages: every rate is 0")
                : Optional.empty();
    }

    /**
     * Checks that the sizes of stages suit the format of the values.
     *
     * @param fields the fields of any section; only used to report errors
     */
    static void checkSizes(SpecValues values, SpecFields fields) {
        Payload.Format format = values.get(MessageKeys.PAYLOAD_FORMAT);
        List<Stage> stages = values.get(STAGES);
        for (int i = 0; i < stages.size(); i++) {
            String path = STAGES.path() + "[" + i + "].size";
            stages.get(i).size().ifPresent(sizes -> {
                if (format != Payload.Format.JSON && format != Payload.Format.RAW) {
                    fields.errorAt(path, "has no effect without payload.format json or raw; remove it or set that key");
                } else if (format == Payload.Format.JSON && MessageKeys.isTooSmallForJson(sizes)) {
                    fields.errorAt(path, MessageKeys.tooSmallForJson(sizes));
                }
            });
        }
    }
}
