package klt.controller.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.common.schedule.FireTimes;
import klt.common.schedule.LoadProfile;
import klt.common.schedule.LoadProfile.Span;
import klt.common.schedule.Segment;
import klt.common.schedule.Stage;
import klt.common.spec.load.Load;

/**
 * The planned rate over time, for a chart.
 *
 * @param profile points in chronological order; two points at the same second represent a jump; empty at rate max and without a load
 * @param stages the first stages with a length above 0; empty if the spec has no stages
 */
public record PlannedLoad(List<Point> profile, List<PlannedStage> stages) {

    static final int POINTS_MAX = 500;
    static final int STAGES_MAX = 200;

    private static final int POINTS_PER_PERIOD = 32;
    private static final double NANOS_PER_SECOND = 1e9;

    /** @param rate messages per second */
    public record Point(double second, double rate) {}

    public enum Kind {
        LINEAR,
        STEPS,
        SPIKE,
        SINE,
        PAUSE;

        private static Kind of(Stage stage) {
            return switch (stage) {
                case Stage.Linear linear -> LINEAR;
                case Stage.Steps steps -> STEPS;
                case Stage.Spike spike -> SPIKE;
                case Stage.Sine sine -> SINE;
                case Stage.Pause pause -> PAUSE;
            };
        }
    }

    /** @param index the stage's index in the spec, from 0 */
    public record PlannedStage(
            int index,
            Optional<String> name,
            Kind kind,
            double fromSecond,
            double toSecond,
            double fromRate,
            double toRate) {}

    static PlannedLoad of(Load load) {
        Optional<LoadProfile> profile = load.profile();
        if (profile.isEmpty() || !load.sends()) {
            return new PlannedLoad(List.of(), List.of());
        }
        double seconds = load.seconds().orElseThrow();
        List<Segment> segments = profile.get().segments();
        List<Point> points = 2 * segments.size() <= POINTS_MAX
                ? points(segments, seconds)
                : samples(load.fireTimes(List.of()).orElseThrow(), seconds);
        return new PlannedLoad(points, stages(profile.get(), seconds));
    }

    /** Returns each segment's end points and, for a wave, points in between. */
    private static List<Point> points(List<Segment> segments, double seconds) {
        long waves = segments.stream().filter(Segment.Sine.class::isInstance).count();
        double room = (double) (POINTS_MAX - 2 * segments.size()) / Math.max(1, waves);
        List<Point> points = new ArrayList<>();
        double start = 0;
        for (Segment segment : segments) {
            double left = seconds - start;
            double length =
                    segment.nanos() == Segment.FOREVER ? left : Math.min(left, segment.nanos() / NANOS_PER_SECOND);
            if (length <= 0) {
                break;
            }
            int parts = segment instanceof Segment.Sine sine ? (int) Math.min(room, parts(sine, length)) : 0;
            for (int k = 0; k <= parts + 1; k++) {
                double within = length * k / (parts + 1);
                Point point = new Point(start + within, segment.rateAt((long) (within * NANOS_PER_SECOND)));
                if (points.isEmpty() || !points.getLast().equals(point)) {
                    points.add(point);
                }
            }
            start += length;
        }
        return points;
    }

    private static double parts(Segment.Sine sine, double seconds) {
        return POINTS_PER_PERIOD * seconds * NANOS_PER_SECOND / sine.periodNanos();
    }

    private static List<Point> samples(FireTimes times, double seconds) {
        List<Point> points = new ArrayList<>();
        for (int k = 0; k < POINTS_MAX; k++) {
            double second = seconds * k / (POINTS_MAX - 1);
            points.add(new Point(second, times.rateAt((long) (second * NANOS_PER_SECOND))));
        }
        return points;
    }

    private static List<PlannedStage> stages(LoadProfile profile, double seconds) {
        List<PlannedStage> stages = new ArrayList<>();
        int next = 0;
        for (Span span : profile.spans()) {
            double from = span.fromNanos() / NANOS_PER_SECOND;
            if (stages.size() == STAGES_MAX || from >= seconds) {
                break;
            }
            Segment first = profile.segments().get(next);
            Segment last = first;
            for (long at = span.fromNanos(); at < span.toNanos(); at += last.nanos()) {
                last = profile.segments().get(next++);
            }
            stages.add(new PlannedStage(
                    span.index(),
                    span.stage().name(),
                    Kind.of(span.stage()),
                    from,
                    span.toNanos() / NANOS_PER_SECOND,
                    first.rateAt(0),
                    last.rateAt(last.nanos())));
        }
        return stages;
    }
}
