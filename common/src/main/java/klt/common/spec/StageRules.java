package klt.common.spec;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import klt.common.schedule.Arrivals;
import klt.common.schedule.FireTimes;
import klt.common.schedule.LoadProfile;
import klt.common.schedule.Stage;
import klt.common.text.Quantity;

/** What stages must be together, so that they are a load. */
final class StageRules {

    private static final Duration LENGTH_MIN = Duration.ofSeconds(1);
    private static final Duration LENGTH_MAX = Duration.ofSeconds(Limits.DURATION_SECONDS_MAX);

    private StageRules() {}

    /** What is wrong with them. */
    static Optional<String> check(List<Stage> stages, int repeat) {
        Duration length = stages.stream()
                .map(Stage::duration)
                .reduce(Duration.ZERO, Duration::plus)
                .multipliedBy(repeat);
        if (length.compareTo(LENGTH_MIN) < 0 || length.compareTo(LENGTH_MAX) > 0) {
            return Optional.of("take " + Quantity.format(length) + " in all, which is not from "
                    + Quantity.format(LENGTH_MIN) + " to " + Quantity.format(LENGTH_MAX));
        }
        long parts = (long) repeat
                * stages.stream().mapToInt(stage -> stage.segments(0).size()).sum();
        if (parts > LoadProfile.SEGMENTS_MAX) {
            return Optional.of("have " + parts + " parts, counting each step and repetition; the limit is "
                    + LoadProfile.SEGMENTS_MAX);
        }
        long messages = new FireTimes(LoadProfile.of(stages, repeat).segments(), Arrivals.UNIFORM, FireTimes.UNBOUNDED)
                .messages();
        if (messages == 0) {
            return Optional.of("send no message: every rate is 0");
        }
        return messages > Limits.MESSAGES_MAX
                ? Optional.of("send " + messages + " messages, which is over the limit of " + Limits.MESSAGES_MAX)
                : Optional.empty();
    }
}
