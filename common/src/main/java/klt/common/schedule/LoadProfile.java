package klt.common.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The planned rate over time, and the positions of its stages.
 *
 * @param segments the consecutive segments
 * @param spans the consecutive stages that take time; empty if the load has no stages
 */
public record LoadProfile(List<Segment> segments, List<Span> spans) {

    /** Maximum number of segments; a repeated staircase with a thousand levels has several thousand. */
    public static final int SEGMENTS_MAX = 10_000;

    /**
     * A stage at its position in the profile.
     *
     * @param index the stage's index in the spec, from 0
     * @param repetition the repetition's index, from 0
     * @param peak the stage's highest rate
     */
    public record Span(Stage stage, int index, int repetition, long fromNanos, long toNanos, double peak) {

        /** Returns the parts with separate results, in order: the entire stage, or each level of a staircase. */
        private Stream<Window> windows() {
            return stage instanceof Stage.Steps steps
                    ? steps.levels()
                            .map(level -> new Window(
                                    this,
                                    OptionalInt.of(level.index()),
                                    fromNanos + level.fromNanos(),
                                    fromNanos + level.toNanos()))
                    : Stream.of(new Window(this, OptionalInt.empty(), fromNanos, toNanos));
        }
    }

    /**
     * A part of the load with separate results.
     *
     * @param level staircase level, from 0; the ramps between levels are not included
     */
    public record Window(Span span, OptionalInt level, long fromNanos, long toNanos) {}

    public LoadProfile {
        segments = List.copyOf(segments);
        spans = List.copyOf(spans);
    }

    /** @param nanos the profile's length, or {@link Segment#FOREVER} */
    public static LoadProfile constant(double rate, long nanos) {
        return new LoadProfile(List.of(new Segment.Constant(nanos, rate)), List.of());
    }

    /**
     * @param repeat number of times to run the list of stages, at least 1
     * @throws IllegalArgumentException if the stages take no time, or a rate is out of range
     */
    public static LoadProfile of(List<Stage> stages, int repeat) {
        List<Segment> segments = new ArrayList<>();
        List<Span> spans = new ArrayList<>();
        double rate = 0;
        long at = 0;
        for (int repetition = 0; repetition < repeat; repetition++) {
            for (int index = 0; index < stages.size(); index++) {
                Stage stage = stages.get(index);
                List<Segment> parts = stage.segments(rate);
                segments.addAll(parts);
                rate = stage.lastRate(rate);
                long end = at + stage.duration().toNanos();
                if (end > at) {
                    spans.add(new Span(stage, index, repetition, at, end, peak(parts)));
                }
                at = end;
            }
        }
        if (segments.isEmpty() || segments.size() > SEGMENTS_MAX) {
            throw new IllegalArgumentException(
                    "the stages must have between 1 and " + SEGMENTS_MAX + " parts, but have " + segments.size());
        }
        return new LoadProfile(segments, spans);
    }

    /** Returns the parts with separate results, in order. */
    public Stream<Window> windows() {
        return spans.stream().flatMap(Span::windows);
    }

    /** Returns the profile's length, or {@link Segment#FOREVER} if it is endless. */
    public long nanos() {
        long nanos = 0;
        for (Segment segment : segments) {
            if (segment.nanos() == Segment.FOREVER) {
                return Segment.FOREVER;
            }
            nanos += segment.nanos();
        }
        return nanos;
    }

    /** Returns the highest rate. */
    public double peak() {
        return peak(segments);
    }

    private static double peak(List<Segment> segments) {
        return segments.stream().mapToDouble(Segment::peak).max().orElse(0);
    }

    /**
     * Returns the rate over time with changes applied, each from its time until the next one.
     *
     * @param changes changes to the load, in chronological order
     */
    public List<Segment> with(List<LoadChange> changes) {
        List<Segment> changed = new ArrayList<>();
        eachChange(changes, (change, until) -> addSegments(change, until, changed));
        return changed;
    }

    /**
     * A stage at its actual time.
     *
     * @param fromNanos the stage's start, counted from the run's start; the stage lasts until the next one starts
     */
    public record Played(long fromNanos, Stage stage) {}

    /**
     * Returns the stages that take time, in order and at their actual times, or an empty list if the load has no stages. While a rate
     * overrides the schedule, the current stage is the one that the schedule has reached.
     *
     * @param changes changes to the load, in chronological order
     */
    public List<Played> stages(List<LoadChange> changes) {
        List<Played> played = new ArrayList<>();
        eachChange(changes, (change, until) -> addStages(change, until, played));
        return played;
    }

    private interface ChangeVisitor {
        /**
         * @param until the end of the change or of the profile, whichever comes first, counted from the run's start; {@link
         *     Segment#FOREVER} if neither ends
         */
        void visit(LoadChange change, long until);
    }

    private void eachChange(List<LoadChange> changes, ChangeVisitor visitor) {
        long nanos = nanos();
        for (int k = -1; k < changes.size(); k++) {
            LoadChange change = k < 0 ? LoadChange.NONE : changes.get(k);
            long end = change.atNanosOf(nanos);
            long until = k + 1 < changes.size() ? Math.min(changes.get(k + 1).atNanos(), end) : end;
            if (until > change.atNanos()) {
                visitor.visit(change, until);
            }
        }
    }

    private void addStages(LoadChange change, long until, List<Played> target) {
        long end = change.scheduleNanosAt(until);
        for (Span span : spans) {
            if (span.toNanos() > change.scheduleNanos() && span.fromNanos() < end) {
                long from = Math.max(span.fromNanos(), change.scheduleNanos());
                target.add(new Played(change.atNanosOf(from), span.stage()));
            }
        }
    }

    private void addSegments(LoadChange change, long until, List<Segment> target) {
        boolean endless = until == Segment.FOREVER;
        if (change.rate().isPresent()) {
            long length = endless ? Segment.FOREVER : until - change.atNanos();
            target.add(new Segment.Constant(length, change.rate().get()));
            return;
        }
        long end = endless ? Segment.FOREVER : change.scheduleNanosAt(until);
        long start = 0;
        for (Segment segment : segments) {
            long from = Math.max(0, change.scheduleNanos() - start);
            long to = segment.nanos() == Segment.FOREVER && endless
                    ? Segment.FOREVER
                    : Math.min(segment.nanos(), end - start);
            if (from < to) {
                target.add(segment.slice(from, to).scaled(change.factor()));
            }
            if (segment.nanos() == Segment.FOREVER || start + segment.nanos() >= end) {
                return;
            }
            start += segment.nanos();
        }
    }
}
