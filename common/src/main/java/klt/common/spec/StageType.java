package klt.common.spec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import klt.common.schedule.Segment;
import klt.common.schedule.Stage;
import klt.common.schedule.Stage.Sine.StartAt;
import klt.common.spec.SpecSchema.Range;
import klt.common.spec.ValueType.Kind;
import klt.common.spec.input.FieldError;
import klt.common.spec.input.SpecFields;
import klt.common.spec.input.SpecText;
import klt.common.spec.input.ValueReader.Mistakes;
import klt.common.spec.limit.Limits;
import klt.common.spec.message.size.Sizes;
import klt.common.text.JsonScalar;
import klt.common.text.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The type of a load's stages: a list of objects, or a string such as {@code 2m:10k,10m:10k}, which is shorthand for stages with a duration
 * and a target.
 */
final class StageType {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final String FORM = "takes a list of 1 to " + Limits.STAGES_MAX
            + " stages such as {duration: 2m, target: 10k}, or a string such as 2m:10k,10m:10k";

    private static final String TARGET = "target";
    private static final String DURATION = "duration";
    private static final String NAME = "name";
    private static final String SIZE = "size";
    private static final String PAUSE = "pause";

    private static final Duration TIME_MAX = Duration.ofSeconds(Limits.DURATION_SECONDS_MAX);
    private static final Duration MILLI = Duration.ofMillis(1);

    private static final ValueType<Duration> TIME = ValueType.duration(Duration.ZERO, TIME_MAX);
    private static final ValueType<Duration> TIME_ABOVE_ZERO = ValueType.duration(MILLI, TIME_MAX);
    private static final ValueType<Duration> PERIOD =
            ValueType.duration(Duration.ofNanos(Segment.PERIOD_NANOS_MIN), Duration.ofNanos(Segment.PERIOD_NANOS_MAX));
    private static final ValueType<Integer> TIMES = ValueType.integer(1, Stage.STEPS_MAX);
    private static final ValueType<StartAt> START_AT = ValueType.oneOfHyphenated(StartAt.class);
    private static final ValueType<String> STAGE_NAME = TextTypes.text(Limits.NAME_LENGTH_MAX, SpecRules::name);

    private static final ValueType<Sizes> SIZES = ValueType.sizes();
    private static final ValueType<Double> RATE = rate(0);
    private static final ValueType<Double> DIFFERENCE = rate(-Segment.RATE_MAX);

    static final ValueType<List<Stage>> STAGES = new ValueType<>(
            Kind.STAGES,
            "",
            Optional.of(new Range(1, Limits.STAGES_MAX, "1 to " + Limits.STAGES_MAX + " stages")),
            List.of(),
            StageType::read,
            StageType::write);

    private StageType() {}

    private static ValueType<Double> rate(double min) {
        return new ValueType<>(
                Kind.RATE,
                "messages/s",
                Optional.empty(),
                List.of(),
                ValueType.taking(
                        "takes messages per second from " + (long) min + " to " + (long) Segment.RATE_MAX,
                        node -> JsonScalar.of(node)
                                .flatMap(StageType::signed)
                                .filter(rate -> rate >= min && rate <= Segment.RATE_MAX)),
                ValueType::number);
    }

    private static Optional<Double> signed(String text) {
        return text.startsWith("-")
                ? Quantity.count(text.substring(1)).map(rate -> -rate.doubleValue())
                : Quantity.count(text).map(BigDecimal::doubleValue);
    }

    private static Optional<List<Stage>> read(JsonNode node, Mistakes mistakes) {
        JsonNode given = SpecText.structure(node);
        JsonNode list = given.isString() ? parse(given.stringValue()) : given;
        if (!list.isArray() || list.isEmpty() || list.size() > Limits.STAGES_MAX) {
            mistakes.add("", FORM + ", not " + JsonScalar.shown(node));
            return Optional.empty();
        }
        List<FieldError> errors = new ArrayList<>();
        Mistakes noted = (field, message) -> errors.add(new FieldError(field, message));
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String place = "[" + i + "]";
            if (list.get(i).isObject()) {
                new Reader(new SpecFields(list.get(i), place, noted)).stage().ifPresent(stages::add);
            } else {
                noted.add(
                        place,
                        "takes a stage such as {duration: 2m, target: 10k}, not " + JsonScalar.shown(list.get(i)));
            }
        }
        errors.forEach(error -> mistakes.add(error.field(), error.message()));
        return errors.isEmpty() ? Optional.of(stages) : Optional.empty();
    }

    /** Converts a string such as {@code 2m:10k,10m:10k} to a list of objects; returns empty for any other string. */
    private static JsonNode parse(String text) {
        ArrayNode list = JSON.arrayNode();
        for (String part : text.split(",", -1)) {
            String[] sides = part.strip().split(":", -1);
            if (sides.length != 2) {
                return JSON.stringNode(text);
            }
            list.addObject().put(DURATION, sides[0].strip()).put(TARGET, sides[1].strip());
        }
        return list;
    }

    /** Reads a stage and reports all its errors. */
    private record Reader(SpecFields fields) {

        Optional<Stage> stage() {
            Optional<String> name = fields.value(NAME).flatMap(node -> fields.read(NAME, node, STAGE_NAME.reader()));
            String kind = Stream.of("steps", "spike", "sine", PAUSE)
                    .filter(key -> fields.value(key).isPresent())
                    .findFirst()
                    .orElse("");
            Optional<Sizes> size = kind.equals(PAUSE)
                    ? Optional.empty()
                    : fields.value(SIZE).flatMap(node -> fields.read(SIZE, node, SIZES.reader()));
            Optional<Stage> stage = switch (kind) {
                case "steps" -> group(kind).flatMap(steps -> steps.steps(name, size));
                case "spike" -> group(kind).flatMap(spike -> spike.spike(name, size));
                case "sine" -> group(kind).flatMap(sine -> sine.sine(name, size));
                case PAUSE -> required(PAUSE, TIME_ABOVE_ZERO).map(duration -> new Stage.Pause(name, duration));
                default -> linear(name, size);
            };
            fields.end();
            return stage;
        }

        private Optional<Reader> group(String key) {
            SpecFields group = fields.object(key);
            return fields.value(key).filter(JsonNode::isObject).map(node -> new Reader(group));
        }

        private Optional<Stage> linear(Optional<String> name, Optional<Sizes> size) {
            Optional<Duration> duration = required(DURATION, TIME);
            Optional<Double> target = required(TARGET, RATE);
            if (size.isPresent() && duration.filter(Duration::isZero).isPresent()) {
                fields.error(SIZE, "has no effect with duration 0s: no message is due in that stage");
            }
            return duration.flatMap(time -> target.map(rate -> new Stage.Linear(name, size, time, rate)));
        }

        private Optional<Stage> steps(Optional<String> name, Optional<Sizes> size) {
            Optional<Double> from = required("from", RATE);
            Optional<Double> by = required("by", DIFFERENCE);
            Optional<Integer> times = required("times", TIMES);
            Optional<Duration> hold = required("hold", TIME_ABOVE_ZERO);
            Optional<Duration> ramp = optional("ramp", TIME, Duration.ZERO);
            fields.end();
            if (from.isEmpty() || by.isEmpty() || times.isEmpty() || hold.isEmpty() || ramp.isEmpty()) {
                return Optional.empty();
            }
            Stage.Steps steps = new Stage.Steps(name, size, from.get(), by.get(), times.get(), hold.get(), ramp.get());
            double last = steps.lastRate(0);
            if (last < 0 || last > Segment.RATE_MAX) {
                fields.error(
                        "by",
                        "brings the last level to " + BigDecimal.valueOf(last).toPlainString()
                                + " messages per second; the allowed range is 0 to " + (long) Segment.RATE_MAX);
                return Optional.empty();
            }
            return Optional.of(steps);
        }

        private Optional<Stage> spike(Optional<String> name, Optional<Sizes> size) {
            Optional<Double> base = required("base", RATE);
            Optional<Double> peak = required("peak", RATE);
            Optional<Duration> rise = required("rise", TIME);
            Optional<Duration> hold = required("hold", TIME_ABOVE_ZERO);
            Optional<Duration> fall = required("fall", TIME);
            fields.end();
            if (base.isEmpty() || peak.isEmpty() || rise.isEmpty() || hold.isEmpty() || fall.isEmpty()) {
                return Optional.empty();
            }
            if (peak.get() <= base.get()) {
                fields.error("peak", "must be above base");
                return Optional.empty();
            }
            return Optional.of(new Stage.Spike(name, size, base.get(), peak.get(), rise.get(), hold.get(), fall.get()));
        }

        private Optional<Stage> sine(Optional<String> name, Optional<Sizes> size) {
            Optional<Double> mean = required("mean", RATE);
            Optional<Double> amplitude = required("amplitude", RATE);
            Optional<Duration> period = required("period", PERIOD);
            Optional<StartAt> startAt = optional("startAt", START_AT, StartAt.MEAN_UP);
            Optional<Duration> duration = required(DURATION, TIME_ABOVE_ZERO);
            fields.end();
            if (mean.isEmpty() || amplitude.isEmpty() || period.isEmpty() || startAt.isEmpty() || duration.isEmpty()) {
                return Optional.empty();
            }
            if (mean.get() == 0 || mean.get() + amplitude.get() > Segment.RATE_MAX) {
                fields.error("mean", "must be above 0, and with the amplitude at most " + (long) Segment.RATE_MAX);
                return Optional.empty();
            }
            if (amplitude.get() > mean.get()) {
                fields.error("amplitude", "must be at most the mean: a rate cannot be negative");
                return Optional.empty();
            }
            return Optional.of(new Stage.Sine(
                    name, size, mean.get(), amplitude.get(), period.get(), startAt.get(), duration.get()));
        }

        private <T> Optional<T> required(String key, ValueType<T> type) {
            Optional<JsonNode> node = fields.value(key);
            if (node.isEmpty()) {
                fields.error(key, "is missing");
            }
            return node.flatMap(value -> fields.read(key, value, type.reader()));
        }

        /** Reads a value; returns empty if it is invalid. */
        private <T> Optional<T> optional(String key, ValueType<T> type, T byDefault) {
            return fields.value(key)
                    .map(value -> fields.read(key, value, type.reader()))
                    .orElse(Optional.of(byDefault));
        }
    }

    private static JsonNode write(List<Stage> stages) {
        ArrayNode list = JSON.arrayNode();
        stages.forEach(stage -> write(stage, list.addObject()));
        return list;
    }

    private static void write(Stage stage, ObjectNode json) {
        switch (stage) {
            case Stage.Linear linear -> {
                put(json, DURATION, linear.duration());
                put(json, TARGET, linear.target());
            }
            case Stage.Steps steps -> {
                ObjectNode group = json.putObject("steps");
                put(group, "from", steps.from());
                put(group, "by", steps.by());
                group.put("times", steps.times());
                put(group, "hold", steps.hold());
                put(group, "ramp", steps.ramp());
            }
            case Stage.Spike spike -> {
                ObjectNode group = json.putObject("spike");
                put(group, "base", spike.base());
                put(group, "peak", spike.peak());
                put(group, "rise", spike.rise());
                put(group, "hold", spike.hold());
                put(group, "fall", spike.fall());
            }
            case Stage.Sine sine -> {
                ObjectNode group = json.putObject("sine");
                put(group, "mean", sine.mean());
                put(group, "amplitude", sine.amplitude());
                put(group, "period", sine.period());
                group.set("startAt", START_AT.writer().apply(sine.startAt()));
                put(group, DURATION, sine.duration());
            }
            case Stage.Pause pause -> put(json, PAUSE, pause.duration());
        }
        stage.size().ifPresent(size -> json.set(SIZE, SIZES.writer().apply(size)));
        stage.name().ifPresent(name -> json.put(NAME, name));
    }

    private static void put(ObjectNode json, String key, Duration value) {
        json.put(key, Quantity.format(value));
    }

    private static void put(ObjectNode json, String key, double rate) {
        json.set(key, RATE.writer().apply(rate));
    }
}
