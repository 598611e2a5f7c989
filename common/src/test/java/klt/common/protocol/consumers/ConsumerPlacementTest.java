package klt.common.protocol.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import klt.common.protocol.consumers.ConsumerPlacement.MemberSlot;
import klt.common.spec.RunSpec;
import klt.common.spec.consumers.Consumers;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ConsumerPlacementTest {

    private static Consumers consumers(int groups, int members) {
        return consumers("{\"groups\": " + groups + ", \"members\": " + members + "}");
    }

    private static Consumers consumers(String json) {
        return RunSpec.fromJson(JsonMapper.shared().readTree("{\"messages\": 1, \"consumers\": " + json + "}"))
                .consumers();
    }

    private static List<String> workers(int count) {
        return IntStream.range(0, count).mapToObj(n -> "w" + n + ".a1b2c3d4").toList();
    }

    private static Map<MemberSlot, String> holders(Consumers consumers, List<String> workers) {
        Map<MemberSlot, String> holders = new HashMap<>();
        for (String worker : workers) {
            for (MemberSlot slot : ConsumerPlacement.of(consumers, workers, worker)) {
                assertThat(holders.put(slot, worker)).as("%s", slot).isNull();
            }
        }
        return holders;
    }

    @Test
    void everySlotHasOneHolderAndNoHolderHasMoreThanAnEqualPart() {
        for (int workers = 1; workers <= 7; workers++) {
            Map<MemberSlot, String> holders = holders(consumers(3, 5), workers(workers));

            assertThat(holders).hasSize(15);
            int most = Math.ceilDiv(15, workers);
            for (String worker : workers(workers)) {
                assertThat(holders.values().stream().filter(worker::equals).count())
                        .isLessThanOrEqualTo(most);
            }
        }
    }

    @Test
    void groupsOfDifferentSizesAreSpreadEvenlyTogether() {
        Consumers unequal = consumers("[{\"members\": 1}, {\"members\": 7}, {\"members\": 4}]");

        for (int workers = 1; workers <= 5; workers++) {
            Map<MemberSlot, String> holders = holders(unequal, workers(workers));

            assertThat(holders.keySet().stream()
                            .collect(Collectors.groupingBy(MemberSlot::group, Collectors.counting())))
                    .isEqualTo(Map.of(0, 1L, 1, 7L, 2, 4L));
            long most = Math.ceilDiv(12, workers);
            assertThat(holders.values().stream()
                            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                            .values())
                    .allMatch(count -> count <= most);
        }
    }

    @Test
    void theOrderOfTheWorkersIsOfNoMatter() {
        List<String> turned = new ArrayList<>(workers(5).reversed());

        assertThat(holders(consumers(2, 9), turned)).isEqualTo(holders(consumers(2, 9), workers(5)));
    }

    @Test
    void whenAWorkerGoesMostOfTheOthersKeepWhatTheyHave() {
        Map<MemberSlot, String> before = holders(consumers(4, 25), workers(10));

        Map<MemberSlot, String> after = holders(consumers(4, 25), workers(9));

        long moved = before.entrySet().stream()
                .filter(entry -> workers(9).contains(entry.getValue()))
                .filter(entry -> !entry.getValue().equals(after.get(entry.getKey())))
                .count();
        // placing members by remainder would move nine out of ten
        assertThat(moved).isLessThan(45);
    }

    @Test
    void withoutWorkersOrGroupsThereIsNothingToHold() {
        assertThat(ConsumerPlacement.of(consumers(2, 2), List.of(), "w0")).isEmpty();
        assertThat(ConsumerPlacement.of(consumers(0, 2), workers(2), "w0")).isEmpty();
    }
}
