package klt.common.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import klt.common.protocol.RunPhase;
import klt.common.report.AuditResult;
import klt.common.report.ConsumerGroup;
import klt.common.report.PartitionSkew;
import klt.common.report.RunEvents.RunError;
import klt.common.report.RunResult;
import klt.common.report.RunView;
import klt.common.report.Timing;
import klt.common.report.Totals;
import klt.common.report.latency.Latencies;
import klt.common.report.latency.Latency;
import klt.common.report.limit.LimitResult;
import klt.common.summary.Table.Align;
import klt.common.summary.Table.Cell;
import klt.common.text.Counted;

/** A run's summary, line by line. */
public record Summary(Units units, Glyphs glyphs, Style style) {

    private static final String INDENT = "  ";
    private static final int SAMPLE_LENGTH_MAX = 160;

    public List<String> lines(RunView view) {
        RunResult run = view.result();
        List<String> lines = new ArrayList<>();
        lines.add(headline(view));
        // among complete runs, only a search has a reason: its result, which is shown below
        run.run()
                .reason()
                .filter(reason -> view.phase() != RunPhase.DONE)
                .ifPresent(reason -> lines.add(INDENT + style.bad(reason)));
        lines.add("");
        lines.addAll(new VerdictLines(glyphs, style).lines(run.judgement(), INDENT));
        if (run.limit().isPresent()) {
            lines.add("");
            lines.add(INDENT + style.dim("Limit") + "  " + limit(run.limit().get()));
            lines.addAll(loads(run.limit().get()).lines(INDENT));
        }
        lines.add("");
        lines.addAll(amounts(run, view.timing()).lines(INDENT));
        lines.add("");
        lines.addAll(latencies(run.latencies(), run.spec().load().sends()));
        if (!run.judgement().objectives().isEmpty()) {
            lines.add("");
            lines.addAll(objectives(run).lines(INDENT));
        }
        if (!run.stages().isEmpty()) {
            lines.add("");
            lines.addAll(new StageLines(units, glyphs, style).lines(run.stages(), INDENT));
        }
        if (!run.topics().isEmpty()) {
            lines.add("");
            lines.addAll(new TopicLines(units, style).lines(run.topics(), INDENT));
        }
        if (!run.log().errors().isEmpty()) {
            lines.add("");
            lines.add(INDENT + style.dim("Errors"));
            lines.addAll(errors(run.log().errors()).lines(INDENT));
        }
        return lines;
    }

    public Table verdicts(RunResult run) {
        return new VerdictLines(glyphs, style).table(run.judgement());
    }

    /** Describes the limit in words. */
    public String limit(LimitResult limit) {
        return new LimitLines(units, glyphs, style).sentence(limit);
    }

    /** Returns the loads measured by a search. */
    public Table loads(LimitResult limit) {
        return new LimitLines(units, glyphs, style).table(limit);
    }

    /** Returns the objectives. The first row is a header, here and in the tables of latencies, stages and topics. */
    public Table objectives(RunResult run) {
        return new ObjectiveLines(units, glyphs, style).table(run);
    }

    public Table stages(RunResult run) {
        return new StageLines(units, glyphs, style).table(run.stages());
    }

    public Table topics(RunResult run) {
        return new TopicLines(units, style).table(run.topics());
    }

    private String headline(RunView run) {
        String phase = run.phase().name();
        String shown = switch (run.phase()) {
            case DONE -> style.good(phase);
            case STOPPED, FAILED -> style.bad(phase);
            case QUEUED, PREPARING, SCHEDULED, RUNNING, PAUSED, DRAINING, VERIFYING -> style.doubtful(phase);
        };
        StringBuilder line = new StringBuilder(style.bold(run.id()))
                .append("  ")
                .append(run.result().spec().name())
                .append(style.dim(" on "))
                .append(run.result().spec().topic().phrase())
                .append("  ")
                .append(shown);
        run.status()
                .elapsedSeconds()
                .ifPresent(seconds -> line.append(run.phase() == RunPhase.DONE ? " in " : " after ")
                        .append(units.seconds(seconds)));
        return line.toString();
    }

    public Table amounts(RunResult run, Timing timing) {
        Table table = new Table(Align.LEFT, Align.LEFT);
        if (run.spec().load().sends()) {
            sent(run, timing, table);
        }
        run.consumers().forEach(group -> table.row(Cell.of("Group " + group.id().label()), Cell.of(consumed(group))));
        run.verification().ifPresent(found -> table.row(Cell.of("Audit"), Cell.of(readBack(found))));
        return table;
    }

    private void sent(RunResult run, Timing timing, Table table) {
        Totals.Messages messages = run.totals().messages();
        List<String> counts = new ArrayList<>();
        messages.planned().ifPresent(planned -> counts.add(units.count(planned) + " planned"));
        counts.add(units.count(messages.acked()) + " acked");
        addIf(counts, messages.failed(), "failed", style::bad);
        addIf(counts, messages.indeterminate(), "indeterminate", style::bad);
        addIf(counts, messages.aborted(), "aborted", UnaryOperator.identity());
        addIf(counts, messages.unsent().orElse(0L), "unsent", style::doubtful);
        addIf(counts, messages.repaired(), "repaired", UnaryOperator.identity());
        addIf(
                counts,
                messages.handoverDuplicates(),
                Counted.noun(messages.handoverDuplicates(), "handover duplicate"),
                UnaryOperator.identity());

        table.row(Cell.of("Messages"), Cell.of(String.join(glyphs.dot(), counts)));
        // a search uses many rates
        if (run.limit().isEmpty()) {
            table.row(Cell.of("Rate"), Cell.of(rate(run)));
        }
        table.row(Cell.of("Bytes"), Cell.of(bytes(run.totals().bytes())));
        run.partitions().ifPresent(skew -> table.row(Cell.of("Partitions"), Cell.of(partitions(skew))));
        if (timing.warmupSeconds() > 0) {
            table.row(Cell.of("Warm-up"), Cell.of(warmup(timing.warmupSeconds(), messages.warmup())));
        }
    }

    private String rate(RunResult run) {
        return run.totals()
                        .rate()
                        .target()
                        .map(target -> units.rate(target) + "/s")
                        .orElse("max")
                + " target" + glyphs.dot()
                + perSecond(run.totals().rate().achieved()) + " achieved";
    }

    private String consumed(ConsumerGroup group) {
        List<String> counts = new ArrayList<>();
        counts.add(units.count(group.delivered().records()) + " consumed");
        group.delivered().rate().ifPresent(rate -> counts.add(units.rate(rate) + "/s"));
        addIf(counts, group.delivered().redelivered(), "redelivered", style::doubtful);
        counts.add("max lag " + units.count(group.backlog().lagMax()));
        if (group.catchUpSeconds().isPresent()) {
            counts.add("caught up in " + units.seconds(group.catchUpSeconds().get()));
        } else {
            counts.add(style.doubtful(units.count(group.backlog().lag()) + " unread"));
        }
        group.trouble().ifPresent(words -> counts.add(style.bad(words)));
        return String.join(glyphs.dot(), counts);
    }

    private String readBack(AuditResult found) {
        List<String> counts = new ArrayList<>();
        counts.add(units.count(found.audited()) + " found");
        counts.add(found.lost() == 0 ? "0 lost" : style.bad(units.count(found.lost()) + " lost"));
        addIf(counts, found.ghosts(), Counted.noun(found.ghosts(), "ghost"), style::bad);
        addIf(counts, found.corrupted(), "corrupt", style::bad);
        addIf(counts, found.misrouted(), "misrouted", style::bad);
        addIf(counts, found.reordered(), "reordered", style::doubtful);
        addIf(counts, found.duplicated().sameEpoch(), "duplicated", style::doubtful);
        addIf(counts, found.duplicated().handover(), "duplicated in a handover", UnaryOperator.identity());
        addIf(counts, found.duplicated().zombie(), "sent by a lost worker", UnaryOperator.identity());
        addIf(counts, found.indeterminate().present(), "indeterminate and found", UnaryOperator.identity());
        addIf(counts, found.indeterminate().absent(), "indeterminate and not found", UnaryOperator.identity());
        addIf(counts, found.foreign(), "foreign", UnaryOperator.identity());
        return String.join(glyphs.dot(), counts);
    }

    private void addIf(List<String> counts, long count, String what, UnaryOperator<String> paint) {
        if (count > 0) {
            counts.add(paint.apply(units.count(count) + " " + what));
        }
    }

    private String perSecond(Optional<Double> rate) {
        return rate.map(value -> units.rate(value) + "/s").orElse(glyphs.none());
    }

    private String bytes(Totals.Bytes bytes) {
        String wire =
                bytes.wire().map(count -> units.bytes(count) + " on the wire").orElse("wire not measured");
        return units.bytes(bytes.payload()) + " payload" + glyphs.dot() + wire;
    }

    private String partitions(PartitionSkew skew) {
        return skew.partitions() == 1
                ? "1"
                : skew.partitions() + " with " + units.count(skew.lowest()) + " to "
                        + units.count(skew.highest(), "record") + glyphs.dot() + "the fullest at "
                        + units.percent(skew.skew()) + " of the mean";
    }

    private String warmup(double seconds, long messages) {
        return "measured from " + units.seconds(seconds) + " after the start" + glyphs.dot()
                + units.count(messages, "message") + " excluded from latencies, rate and objectives";
    }

    private List<String> latencies(Latencies latencies, boolean sends) {
        List<String> lines = new ArrayList<>(latencyTable(latencies, sends).lines(INDENT));
        latencyNotes(latencies).forEach(note -> lines.add(INDENT + style.doubtful(note)));
        return lines;
    }

    public Table latencyTable(Latencies latencies, boolean sends) {
        Table table = new Table(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT);
        table.row(dim("Latency"), dim("p50"), dim("p95"), dim("p99"), dim("p99.9"), dim("max"));
        if (sends) {
            table.row(latency("Response", latencies.responseTime()));
            table.row(latency("Service", latencies.serviceTime()));
            table.row(latency("Send lag", latencies.sendLag()));
        }
        Latency endToEnd = latencies.endToEnd().latency();
        if (endToEnd.isMeasured()) {
            table.row(latency(sends ? "End to end" : "From record timestamp", endToEnd));
        }
        if (latencies.commitTime().isMeasured()) {
            table.row(latency("Commit", latencies.commitTime()));
        }
        Latency repaired = latencies.repairedResponseTime();
        if (repaired.isMeasured()) {
            table.row(latency("Repaired", repaired));
        }
        return table;
    }

    /** Returns notes on messages that the latencies exclude or show elsewhere. */
    public List<String> latencyNotes(Latencies latencies) {
        Latency repaired = latencies.repairedResponseTime();
        List<String> notes = new ArrayList<>();
        addNote(
                notes,
                latencies.responseTime().unanswered(),
                "never acknowledged: ranked above all others in response and service time");
        addNote(
                notes,
                latencies.endToEnd().latency().unanswered(),
                "never consumed: ranked above all others in end-to-end latency");
        addNote(notes, repaired.count() + repaired.unanswered(), "repaired: counted only in a separate row");
        return notes;
    }

    private void addNote(List<String> notes, long messages, String words) {
        if (messages > 0) {
            notes.add(units.count(messages, "message") + " " + words);
        }
    }

    private Cell dim(String text) {
        return new Cell(text, style::dim);
    }

    private Cell[] latency(String name, Latency latency) {
        return new Cell[] {
            Cell.of(name),
            micros(latency.p50(), latency),
            micros(latency.p95(), latency),
            new Cell(units.micros(latency.p99(), latency.unanswered()), style::bold),
            micros(latency.p999(), latency),
            micros(latency.max(), latency)
        };
    }

    private Cell micros(Optional<Long> figure, Latency latency) {
        return Cell.of(units.micros(figure, latency.unanswered()));
    }

    /** Returns each error's count, class, outcome and sample. */
    public Table errors(List<RunError> errors) {
        Table table = new Table(Align.RIGHT, Align.LEFT, Align.LEFT, Align.LEFT);
        errors.forEach(error -> table.row(
                Cell.of(units.count(error.count())),
                new Cell(error.errorClass(), style::bad),
                Cell.of(error.outcome().toLowerCase(Locale.ROOT)),
                new Cell(shortened(error.sample()), style::dim)));
        return table;
    }

    private static String shortened(String sample) {
        String line = sample.replaceAll("\\s+", " ").strip();
        return line.length() <= SAMPLE_LENGTH_MAX ? line : line.substring(0, SAMPLE_LENGTH_MAX - 3) + "...";
    }
}
