package klt.systemtests;

import java.util.Map;
import klt.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;

/** A broker whose topics a test changes, and a local system on it; its clients learn about a change within seconds. */
record SystemOnKafka(EmbeddedKafka kafka, Admin admin, Command local, String url) implements AutoCloseable {

    static SystemOnKafka start(int workers) {
        EmbeddedKafka kafka = EmbeddedKafka.builder().start();
        Command local = Command.start(
                Map.of("KAFKA_CLIENT_METADATA_MAX_AGE_MS", "2000"),
                "local",
                "--kafka",
                kafka.bootstrapServers(),
                "--port",
                "0",
                "--workers",
                String.valueOf(workers));
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        return new SystemOnKafka(kafka, admin, local, LocalSystemIT.consoleUrl(local));
    }

    @Override
    public void close() {
        local.close();
        admin.close();
        kafka.close();
    }
}
