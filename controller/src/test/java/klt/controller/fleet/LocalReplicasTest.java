package klt.controller.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import klt.controller.fleet.Replicas.Outcome;
import org.junit.jupiter.api.Test;

class LocalReplicasTest {

    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final LocalReplicas replicas = new LocalReplicas(2, new PrintStream(stdout, false, StandardCharsets.UTF_8));

    private Optional<Integer> desired() {
        return replicas.view().replicas().desired();
    }

    @Test
    void theParentReadsALineForEachRequest() {
        assertThat(desired()).contains(2);

        assertThat(replicas.scale(4)).isEqualTo(new Outcome.Accepted());
        assertThat(replicas.scale(0)).isEqualTo(new Outcome.Accepted());

        assertThat(stdout.toString(StandardCharsets.UTF_8).lines()).containsExactly("SCALE 4", "SCALE 0");
        assertThat(desired()).contains(0);
    }

    @Test
    void moreThanOneMachineIsGivenAreRefused() {
        assertThat(replicas.scale(33)).isInstanceOf(Outcome.Refused.class);

        assertThat(stdout.size()).isZero();
        assertThat(desired()).contains(2);
    }

    @Test
    void aParentThatDoesNotListenIsSaid() {
        LocalReplicas orphan = new LocalReplicas(2, new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        }));

        assertThat(orphan.scale(3)).isInstanceOf(Outcome.Refused.class);
        assertThat(orphan.view().replicas().desired()).contains(2);
    }
}
