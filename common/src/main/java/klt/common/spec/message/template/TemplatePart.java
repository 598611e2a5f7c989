package klt.common.spec.message.template;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A part of a template: text, or a function that produces text for each message. */
public sealed interface TemplatePart {

    /** Text that is the same in every message. */
    record Text(String text) implements TemplatePart {

        @Override
        public int bytesMax() {
            return bytes(text);
        }
    }

    /** The message's sequence, in decimal. */
    record Sequence() implements TemplatePart {

        @Override
        public int bytesMin() {
            return 1;
        }

        @Override
        public int bytesMax() {
            return TemplateLimits.SEQUENCE_DIGITS_MAX;
        }

        @Override
        public double bytesAverage() {
            return TemplateLimits.SEQUENCE_DIGITS_TYPICAL;
        }
    }

    /** A random UUID (version 4). */
    record Uuid() implements TemplatePart {

        public static final int LENGTH = 36;

        @Override
        public int bytesMax() {
            return LENGTH;
        }
    }

    /** The message's fire time, such as {@code 2026-01-11T12:34:56.123456Z}. */
    record Timestamp() implements TemplatePart {

        public static final int LENGTH = 27;

        @Override
        public int bytesMax() {
            return LENGTH;
        }
    }

    /** A random number from min to max; each is equally likely. */
    record IntRange(long min, long max) implements TemplatePart {

        private static final double BASE = 10;

        @Override
        public int bytesMin() {
            // a range that includes 0 also includes a one-digit number
            return min <= 0 && max >= 0 ? 1 : Math.min(digits(min), digits(max));
        }

        @Override
        public int bytesMax() {
            return Math.max(digits(min), digits(max));
        }

        /** Adds up the ranges of numbers with equally many digits. */
        @Override
        public double bytesAverage() {
            double sum = 0;
            double power = 1;
            for (int digits = 1; digits <= digits(Long.MAX_VALUE); digits++) {
                double from = digits == 1 ? 0 : power;
                power *= BASE;
                sum += digits * overlap(from, power - 1);
                sum += (digits + 1) * overlap(1 - power, digits == 1 ? -1 : -from);
            }
            return sum / (max - (double) min + 1);
        }

        private double overlap(double from, double to) {
            return Math.max(0, Math.min(to, (double) max) - Math.max(from, (double) min) + 1);
        }

        private static int digits(long number) {
            return Long.toString(number).length();
        }
    }

    /** One of these strings, all equally likely. */
    record OneOf(List<String> texts) implements TemplatePart {

        public OneOf {
            texts = List.copyOf(texts);
        }

        @Override
        public int bytesMin() {
            return texts.stream().mapToInt(TemplatePart::bytes).min().orElseThrow();
        }

        @Override
        public int bytesMax() {
            return texts.stream().mapToInt(TemplatePart::bytes).max().orElseThrow();
        }

        @Override
        public double bytesAverage() {
            return texts.stream().mapToInt(TemplatePart::bytes).average().orElseThrow();
        }
    }

    /** Random letters and digits. */
    record RandomString(int count) implements TemplatePart {

        @Override
        public int bytesMax() {
            return count;
        }
    }

    /**
     * A value from the Datafaker library.
     *
     * @param expression a Datafaker provider and method, such as {@code Name.fullName}
     * @param place position in the template, for error messages
     */
    record Fake(String expression, String place) implements TemplatePart {

        @Override
        public int bytesMin() {
            return 0;
        }

        @Override
        public int bytesMax() {
            return TemplateLimits.FAKE_BYTES_MAX;
        }

        @Override
        public double bytesAverage() {
            return TemplateLimits.FAKE_BYTES_TYPICAL;
        }
    }

    /** Returns the minimum length of the text in bytes; equal to {@link #bytesMax} unless the length varies. */
    default int bytesMin() {
        return bytesMax();
    }

    int bytesMax();

    /** Returns the average length of the text in bytes: exact for a uniform distribution, otherwise an estimate. */
    default double bytesAverage() {
        return bytesMax();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
