package klt.common.spec.message.size;

/**
 * The range and average of value sizes, in bytes.
 *
 * @param average average size; an estimate if it depends on the run
 */
public record SizeRange(int min, int max, double average) {

    public static SizeRange of(Sizes sizes) {
        return new SizeRange(sizes.min(), sizes.max(), sizes.average());
    }

    public boolean isOneSize() {
        return min == max;
    }
}
