package klt.controller.http;

import io.javalin.http.Context;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.cron.Overlap;
import klt.common.cron.ScheduleView;
import klt.common.spec.RunSpec;
import klt.common.spec.SpecReader;
import klt.common.spec.SpecResult;
import klt.common.spec.input.FieldError;
import klt.common.spec.input.SpecFields;
import klt.common.spec.input.SpecText;
import klt.common.spec.input.ValueReader;
import klt.common.spec.input.ValueReader.Mistakes;
import klt.common.spec.limit.Limits;
import klt.common.text.JsonScalar;
import klt.controller.core.Guardrails;
import klt.controller.core.cron.CronSchedule;
import klt.controller.core.cron.CronTimes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of a request that sets a schedule. Reports all errors together. */
final class ScheduleBody {

    private static final String CRON = "cron";
    private static final String ZONE = "zone";
    private static final String OVERLAP = "overlap";
    private static final String ENABLED = "enabled";
    private static final String SPEC = "spec";
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Map<String, Overlap> OVERLAPS = Map.of("skip", Overlap.SKIP, "queue", Overlap.QUEUE);

    private final String name;
    private final double defaultRate;
    private final Guardrails guardrails;
    private final List<FieldError> errors = new ArrayList<>();

    private ScheduleBody(String name, double defaultRate, Guardrails guardrails) {
        this.name = name;
        this.defaultRate = defaultRate;
        this.guardrails = guardrails;
    }

    /**
     * @param name the schedule's name
     * @param defaultRate rate in messages per second for specs without one
     */
    static CronSchedule.Settings read(Context context, String name, double defaultRate, Guardrails guardrails) {
        try {
            return new ScheduleBody(name, defaultRate, guardrails)
                    .read(SpecBody.read(context, SpecText::parseJson, SpecText::parseYaml));
        } catch (JacksonException e) {
            throw ProblemException.invalid("", "the schedule cannot be read: " + SpecText.problem(e));
        }
    }

    private CronSchedule.Settings read(JsonNode body) {
        ScheduleView.mistake(name).ifPresent(mistake -> errors.add(new FieldError("name", mistake)));
        SpecFields fields = new SpecFields(body, "", (field, message) -> errors.add(new FieldError(field, message)));
        if (!body.isObject()) {
            throw ProblemException.invalid(
                    "", "the schedule takes keys and values, such as cron and spec; it is " + JsonScalar.shown(body));
        }
        Optional<String> cron = value(fields, CRON, ScheduleBody::cron);
        Optional<ZoneId> zone = value(fields, ZONE, ScheduleBody::zone);
        Optional<Overlap> overlap = value(fields, OVERLAP, ScheduleBody::overlap);
        Optional<Boolean> enabled = value(fields, ENABLED, ScheduleBody::enabled);
        Optional<RunSpec> spec = fields.value(SPEC).flatMap(this::spec);
        require(fields, CRON, "'0 2 * * 1-5'");
        require(fields, SPEC, "{duration: 5m, rate: 1000}");
        fields.end();
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new CronSchedule.Settings(
                name,
                new CronTimes(cron.orElseThrow(), zone.orElse(UTC)),
                overlap.orElse(Overlap.SKIP),
                enabled.orElse(true),
                spec.orElseThrow());
    }

    private static <T> Optional<T> value(SpecFields fields, String key, ValueReader<T> reader) {
        return fields.value(key).flatMap(node -> fields.read(key, node, reader));
    }

    private static void require(SpecFields fields, String key, String example) {
        if (fields.value(key).isEmpty()) {
            fields.error(key, "is missing; set it to a value such as " + example);
        }
    }

    private static Optional<String> cron(JsonNode node, Mistakes mistakes) {
        if (!node.isString()) {
            mistakes.add("", "takes a string such as '0 2 * * 1-5', not " + JsonScalar.shown(node));
            return Optional.empty();
        }
        Optional<String> mistake = CronTimes.mistake(node.stringValue());
        mistake.ifPresent(message -> mistakes.add("", message));
        return mistake.isPresent() ? Optional.empty() : Optional.of(node.stringValue());
    }

    private static Optional<ZoneId> zone(JsonNode node, Mistakes mistakes) {
        Optional<ZoneId> zone = Optional.of(node)
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .filter(ZoneId.getAvailableZoneIds()::contains)
                .map(ZoneId::of);
        if (zone.isEmpty()) {
            mistakes.add("", "takes a time zone such as UTC or Europe/Berlin, not " + JsonScalar.shown(node));
        }
        return zone;
    }

    private static Optional<Overlap> overlap(JsonNode node, Mistakes mistakes) {
        Optional<Overlap> overlap = Optional.ofNullable(OVERLAPS.get(node.asString("")));
        if (overlap.isEmpty()) {
            mistakes.add("", "takes skip or queue, not " + JsonScalar.shown(node));
        }
        return overlap;
    }

    private static Optional<Boolean> enabled(JsonNode node, Mistakes mistakes) {
        if (!node.isBoolean()) {
            mistakes.add("", "takes true or false, not " + JsonScalar.shown(node));
            return Optional.empty();
        }
        return Optional.of(node.booleanValue());
    }

    private Optional<RunSpec> spec(JsonNode node) {
        return switch (SpecReader.read(node, defaultRate)) {
            case SpecResult.Invalid(List<FieldError> mistakes) -> {
                inSpec(mistakes);
                yield Optional.empty();
            }
            case SpecResult.Valid(RunSpec spec) -> {
                inSpec(guardrails.check(spec));
                yield tagged(spec);
            }
        };
    }

    private void inSpec(List<FieldError> mistakes) {
        mistakes.forEach(mistake -> errors.add(
                new FieldError(mistake.field().isEmpty() ? SPEC : SPEC + "." + mistake.field(), mistake.message())));
    }

    private Optional<RunSpec> tagged(RunSpec spec) {
        if (!spec.tags().containsKey(ScheduleView.TAG) && spec.tags().size() >= Limits.TAGS_MAX) {
            errors.add(new FieldError(
                    SPEC + ".tags",
                    "takes at most " + (Limits.TAGS_MAX - 1) + " names, because the schedule adds the tag "
                            + ScheduleView.TAG));
            return Optional.empty();
        }
        ObjectNode json = spec.toJson();
        json.withObjectProperty("tags").put(ScheduleView.TAG, name);
        // an invalid name is reported anyway
        return ScheduleView.mistake(name).isPresent() ? Optional.empty() : Optional.of(RunSpec.fromJson(json));
    }
}
