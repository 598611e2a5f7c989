package klt.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.tools.ProducerPerformance;

/** Runs Kafka's ProducerPerformance once for each line of arguments on standard input, in one JVM, so that its code stays compiled. */
public final class ProducerPerformanceLoop {

    private ProducerPerformanceLoop() {}

    public static void main(String[] args) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            ProducerPerformance.main(line.split(" "));
        }
    }
}
