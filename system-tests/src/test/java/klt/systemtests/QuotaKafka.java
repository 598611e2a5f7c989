package klt.systemtests;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import klt.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;

/** A broker that throttles the producers. */
record QuotaKafka(EmbeddedKafka kafka, Admin admin) implements AutoCloseable {

    private static final ClientQuotaEntity EVERY_CLIENT =
            new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));

    static QuotaKafka start() {
        EmbeddedKafka kafka = EmbeddedKafka.builder()
                // no burst of ten seconds before it throttles
                .property("quota.window.num", "2")
                .start();
        return new QuotaKafka(kafka, Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers())));
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** Limits each producer to this number of bytes per second. */
    void limit(double bytesPerSecond) throws ExecutionException, InterruptedException {
        admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                        EVERY_CLIENT, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond)))))
                .all()
                .get();
    }

    @Override
    public void close() {
        admin.close();
        kafka.close();
    }
}
