package klt.controller.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import klt.common.code.Args;
import klt.controller.core.preflight.Finding.Code;
import klt.controller.core.preflight.Finding.Level;
import org.junit.jupiter.api.Test;

class QuotaCheckTest extends PreflightHarness {

    @Test
    void aQuotaBelowWhatTheRunNeedsIsAWarning() {
        quotas.add(quota(Map.of("user", Optional.of("alice")), ClientQuota.PRODUCER_BYTE_RATE, 500_000));

        Finding finding = only(", payload: {size: 1024}");

        assertThat(finding.level()).isEqualTo(Level.WARN);
        assertThat(finding.code()).isEqualTo(Code.QUOTA);
        assertThat(finding.args().without("needed"))
                .isEqualTo(Args.of(
                        "quota", "producer_byte_rate", "user", "alice", "limit", 500_000.0, "allowed", 500_000.0));
        assertThat((Double) finding.args().get("needed").orElseThrow()).isBetween(1.09e6, 1.1e6);
        assertThat(findings(", rate: 400")).isEmpty();
        assertThat(only(", rate: max").args().get("needed")).isEmpty();
        brokers = 3;
        assertThat(findings("")).isEmpty();
    }

    @Test
    void ofSeveralQuotasTheOneThatKafkaAppliesCounts() {
        quotas.add(quota(Map.of("client-id", Optional.empty()), ClientQuota.PRODUCER_BYTE_RATE, 1));
        quotas.add(quota(Map.of("user", Optional.empty()), ClientQuota.PRODUCER_BYTE_RATE, 2));
        quotas.add(quota(Map.of("user", Optional.of("bob")), ClientQuota.PRODUCER_BYTE_RATE, 3));
        quotas.add(quota(Map.of("client-id", Optional.of("other")), ClientQuota.PRODUCER_BYTE_RATE, 4));
        assertThat(only("").args().get("of")).contains("EACH_USER");
        assertThat(only("").args().get("limit")).contains(2.0);

        quotas.add(quota(Map.of("user", Optional.of("alice")), ClientQuota.PRODUCER_BYTE_RATE, 1e9));
        assertThat(findings("")).isEmpty();
    }

    @Test
    void aQuotaOfEachClientCountsForEachWorker() {
        quotas.add(quota(Map.of("client-id", Optional.empty()), ClientQuota.PRODUCER_BYTE_RATE, 600_000));

        assertThat(findings("")).isEmpty();
        assertThat(findings(", rate: 2000")).hasSize(1);
        assertThat(findings(", rate: 2000, producer: {perWorker: 2}")).isEmpty();
    }

    @Test
    void aQuotaForConsumersCountsWhenThereAreSome() {
        quotas.add(quota(Map.of("user", Optional.of("alice")), ClientQuota.CONSUMER_BYTE_RATE, 2e6));

        assertThat(findings("")).isEmpty();
        assertThat(findings(", consumers: {groups: 1}")).isEmpty();
        assertThat(only(", consumers: {groups: 2}").args().get("quota")).contains("consumer_byte_rate");
    }
}
