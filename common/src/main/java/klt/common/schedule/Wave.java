package klt.common.schedule;

import java.math.BigDecimal;

/**
 * The constants of a sine wave, shared by many segments of a repeated schedule.
 *
 * @param messagesSinceTrough number of messages due between the last trough and the segment's start
 * @param messages number of messages in the whole segment
 * @param period number of messages in one period
 */
record Wave(KeplerEquation equation, BigDecimal messagesSinceTrough, BigDecimal messages, BigDecimal period) {

    static Wave of(Segment.Sine sine) {
        BigDecimal before = sinceTrough(sine, sine.sinceTroughNanos());
        return new Wave(
                new KeplerEquation(sine.amplitude() / sine.mean(), (sine.mean() - sine.amplitude()) / sine.mean()),
                before,
                sinceTrough(sine, sine.sinceTroughNanos() + sine.nanos()).subtract(before),
                Piece.product(new BigDecimal(sine.mean()), sine.periodNanos()));
    }

    private static BigDecimal sinceTrough(Segment.Sine sine, long nanos) {
        BigDecimal wave = Piece.product(new BigDecimal(sine.amplitude()), sine.periodNanos())
                .multiply(ExactSine.overTwoPi(nanos % sine.periodNanos(), sine.periodNanos()));
        return Piece.product(new BigDecimal(sine.mean()), nanos).subtract(wave);
    }
}
