package klt.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListingTest {

    @Test
    void showsAFewItemsWhole() {
        assertThat(Listing.of(List.of())).isEmpty();
        assertThat(Listing.of(List.of(3))).isEqualTo("3");
        assertThat(Listing.of(numbers(20))).endsWith("18, 19");
    }

    @Test
    void countsTheOthers() {
        assertThat(Listing.of(numbers(21))).endsWith("18, 19 … and 1 more");
        assertThat(Listing.of(numbers(2_000))).startsWith("0, 1, 2, ").endsWith("18, 19 … and 1,980 more");
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
