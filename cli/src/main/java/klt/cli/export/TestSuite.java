package klt.cli.export;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Test cases, structured as in a JUnit report.
 *
 * @param seconds duration in seconds
 * @param properties properties, in map order
 */
record TestSuite(
        String name,
        Instant start,
        double seconds,
        Map<String, String> properties,
        List<TestCase> cases,
        String output) {

    TestSuite {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        cases = List.copyOf(cases);
    }

    record TestCase(String className, String name, double seconds, State state) {}

    /** A test case's state. */
    sealed interface State {

        record Passed() implements State {}

        /** The system under test does not meet the expectation. */
        record Failed(String type, String message, String details) implements State {}

        /** The test could not be performed. */
        record Errored(String type, String message, String details) implements State {}

        record Skipped(String message) implements State {}
    }

    long failures() {
        return count(State.Failed.class);
    }

    long errors() {
        return count(State.Errored.class);
    }

    long skipped() {
        return count(State.Skipped.class);
    }

    private long count(Class<? extends State> state) {
        return cases.stream().filter(test -> state.isInstance(test.state())).count();
    }
}
