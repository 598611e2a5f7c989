package klt.common.spec;

import static klt.common.spec.Specs.mistakes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import klt.common.spec.limit.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Whatever the input, a spec is valid, or invalid with a readable reason; nothing throws, hangs or exhausts the memory. */
@Execution(ExecutionMode.CONCURRENT)
class SpecHostileTest {

    private static final long SEED = 20_260_109L;
    private static final Duration QUICKLY = Duration.ofSeconds(20);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "# a comment",
                "null",
                "~",
                "5",
                "text",
                "[]",
                "- messages: 1",
                "---",
                "--- {messages: 1}\n--- {messages: 1}",
                "messages: 1\nmessages: 1",
                "messages: 1\ntopic: {name: a, name: b}",
                "{messages: 1, \"messages\": 2}",
                "messages: 1\n---\nmessages: 2",
                "messages: 1\n...\nrest",
                "name: &a x\ntopic: *a\nmessages: 1",
                "name: *a\nmessages: 1",
                "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
                "messages: &a 1\n*a : 2",
                "messages: !!java.lang.Runtime x",
                "messages: 1\n\trate: 5",
                "{",
                "}",
                "[[",
                "\u0000",
                "? {a: b}\n: c",
                "%YAML 9.9\n---\nmessages: 1",
                "name: \"\\ud800\"\nmessages: 1",
                "messages: @x",
                "messages: `x`",
                "\ud800"
            })
    void aYamlThatIsNoSpecHasAReason(String yaml) {
        assertReason(SpecReader.readYaml(yaml));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "5",
                "\"text\"",
                "[]",
                "[{\"messages\":1}]",
                "{",
                "{\"messages\":1",
                "{\"messages\":1}}",
                "{\"messages\":1} {\"messages\":1}",
                "{\"messages\":1,\"messages\":1}",
                "{\"messages\":1,\"topic\":{\"name\":\"a\",\"name\":\"b\"}}",
                "{messages:1}",
                "{'messages':1}",
                "{\"messages\":NaN}",
                "{\"messages\":Infinity}",
                "{\"messages\":01}",
                "{\"messages\":1,}",
                "// c\n{\"messages\":1}",
                "{\"messages\":1e999999999}",
                "{\"messages\":1e-999999999}",
                "{\"messages\":1E+2147483648}",
                "\u0000",
                "{\"messages\":1,\"name\":\"\ud800\"}"
            })
    void aJsonThatIsNoSpecHasAReason(String json) {
        assertReason(SpecReader.readJson(json));
    }

    static Stream<String> large() {
        return Stream.of(
                "{\"messages\":" + "9".repeat(900) + "}",
                "{\"messages\":" + "9".repeat(90_000) + "}",
                "{\"messages\":0." + "0".repeat(90_000) + "1}",
                "{\"messages\":\"" + "9".repeat(90_000) + "\"}",
                "[".repeat(90_000),
                "{\"a\":".repeat(15_000),
                "{a: ".repeat(20_000),
                "- ".repeat(45_000),
                "? ".repeat(45_000),
                "\"" + "x".repeat(99_000),
                "&a ".repeat(30_000),
                "x: &a x\n".repeat(10_000),
                "x".repeat(Limits.SPEC_LENGTH_MAX + 1));
    }

    @ParameterizedTest
    @MethodSource("large")
    void aLargeTextHasAReasonQuickly(String text) {
        assertTimeoutPreemptively(QUICKLY, () -> {
            assertReason(SpecReader.readJson(text));
            assertReason(SpecReader.readYaml(text));
        });
    }

    @Test
    void aTextOfTheGreatestLengthIsRead() {
        String spec = "{\"messages\": 1}";

        assertThat(mistakes(SpecReader.readJson(spec + " ".repeat(Limits.SPEC_LENGTH_MAX - spec.length()))))
                .isEmpty();
    }

    private static void assertReason(SpecResult result) {
        assertThat(mistakes(result)).isNotEmpty().allSatisfy(mistake -> {
            assertThat(mistake.message()).isNotBlank().hasSizeLessThan(600).doesNotContain("\n");
            assertThat(new String(JsonMapper.shared().writeValueAsBytes(mistake.toString()), StandardCharsets.UTF_8))
                    .isNotEmpty();
        });
    }

    @Test
    void randomTreesAreValidOrHaveAReason() {
        SplittableRandom random = new SplittableRandom(SEED);
        int valid = 0;

        for (int i = 0; i < 5_000; i++) {
            JsonNode tree = i % 20 == 0 ? anything(random, 0) : almostASpec(random);
            SpecResult result = SpecReader.read(tree);
            if (result instanceof SpecResult.Valid found) {
                valid++;
                assertThat(RunSpec.fromJson(found.spec().toJson()))
                        .as("%s, seed %d", tree, SEED)
                        .isEqualTo(found.spec());
            } else {
                assertThat(mistakes(result)).as("%s, seed %d", tree, SEED).isNotEmpty();
            }
        }

        assertThat(valid).as("valid ones, seed %d", SEED).isPositive();
    }

    @Test
    void mutatedTextsAreValidOrHaveAReason() {
        SplittableRandom random = new SplittableRandom(SEED);
        String text =
                Specs.valid("{messages: 10k, objectives: ['rate>1']}").toJson().toPrettyString();
        String marks = "{}[]:,\"'-?&*!|>%@`#\n\t \\0123eE.~<u\u0000\ud800é";

        for (int i = 0; i < 5_000; i++) {
            StringBuilder mutant = new StringBuilder(text);
            for (int k = random.nextInt(1, 6); k > 0; k--) {
                int at = random.nextInt(mutant.length());
                char mark = marks.charAt(random.nextInt(marks.length()));
                switch (random.nextInt(3)) {
                    case 0 -> mutant.setCharAt(at, mark);
                    case 1 -> mutant.insert(at, mark);
                    default -> mutant.delete(at, Math.min(mutant.length(), at + random.nextInt(1, 20)));
                }
            }
            assertThat(SpecReader.readYaml(mutant.toString()))
                    .as("%s, seed %d", mutant, SEED)
                    .isNotNull();
            assertThat(SpecReader.readJson(mutant.toString()))
                    .as("%s, seed %d", mutant, SEED)
                    .isNotNull();
        }
    }

    /** A valid spec in which up to three keys, at any level, have arbitrary values. */
    private static JsonNode almostASpec(SplittableRandom random) {
        ObjectNode spec = Specs.valid("messages: 10k").toJson();
        for (int k = random.nextInt(4); k > 0; k--) {
            ObjectNode at = spec;
            List<String> keys = new ArrayList<>(spec.propertyNames());
            String key = keys.get(random.nextInt(keys.size()));
            if (spec.get(key) instanceof ObjectNode child && !child.isEmpty() && random.nextBoolean()) {
                at = child;
                keys = new ArrayList<>(child.propertyNames());
                key = keys.get(random.nextInt(keys.size()));
            }
            if (random.nextInt(8) == 0) {
                at.remove(key);
            } else {
                at.set(random.nextInt(10) == 0 ? word(random) : key, anything(random, 0));
            }
        }
        return spec;
    }

    private static JsonNode anything(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth > 3 ? 11 : 13)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextInt(-2, 50_000));
            case 3 -> NODES.numberNode(random.nextLong());
            case 4 -> NODES.numberNode(Double.longBitsToDouble(random.nextLong()));
            case 5 -> NODES.numberNode(random.nextDouble(0, 5_000));
            case 6 -> NODES.numberNode(new BigDecimal(BigInteger.valueOf(random.nextLong()), random.nextInt()));
            case 7 -> NODES.numberNode(BigInteger.TEN.pow(random.nextInt(2_000)).negate());
            case 8 -> NODES.numberNode(Float.intBitsToFloat(random.nextInt()));
            case 9, 10 -> NODES.stringNode(word(random));
            case 11 -> {
                var array = NODES.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(anything(random, depth + 1));
                }
                yield array;
            }
            default -> {
                var object = NODES.objectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(word(random), anything(random, depth + 1));
                }
                yield object;
            }
        };
    }

    private static String word(SplittableRandom random) {
        List<String> words = List.of(
                "",
                "max",
                "10k",
                "5s",
                "1h",
                "all",
                "0",
                "json",
                "raw",
                "name",
                "size",
                "kind",
                "rate",
                "messages",
                "duration",
                "rate>=9900",
                "response.p99<20ms",
                "true",
                "-1",
                "1e9",
                "\ud800",
                "\u0000",
                "9".repeat(1_000),
                "a.b");
        return words.get(random.nextInt(words.size()));
    }
}
