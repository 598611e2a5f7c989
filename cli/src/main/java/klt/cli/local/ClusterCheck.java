package klt.cli.local;

import java.util.Map;
import klt.cli.outcome.ExitCode;
import klt.cli.outcome.Failure;
import klt.common.kafka.ConnectionDiagnosis;
import klt.common.kafka.ConnectionException;
import klt.common.kafka.KafkaSettings;
import klt.common.settings.ConfigurationException;
import klt.common.settings.Environment;

/** Checks the user's cluster before any process is started; otherwise, each process would find the same error and keep retrying. */
public final class ClusterCheck {

    private ClusterCheck() {}

    /**
     * @param user the command's own environment
     * @throws Failure if the cluster is unusable without changing a setting; not if it does not respond, because it may still be starting
     */
    public static void require(LocalPlan plan, Map<String, String> user) {
        plan.kafka().ifPresent(kafka -> check(ChildEnvironment.of(user, plan, kafka)));
    }

    private static void check(Map<String, String> environment) {
        try {
            KafkaSettings settings = KafkaSettings.from(new Environment(environment));
            settings.allowLogins();
            ConnectionDiagnosis.check(settings);
        } catch (ConnectionException e) {
            throw new Failure(ExitCode.UNREACHABLE, e.getMessage());
        } catch (ConfigurationException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }
}
