package klt.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import klt.common.spec.RunSpec;
import klt.embedded.EmbeddedRegistry;
import klt.worker.produce.payload.PayloadSources;
import klt.worker.produce.payload.Payloads;
import klt.worker.produce.payload.SampleFolder;
import klt.worker.produce.registry.RegistrySettings;

/** Prepares values for runs without sample files. Schemas come from an embedded registry that only runs during the preparation. */
public final class BenchPayloads {

    private static final String RUN = "r-20260111-1234-abc";

    private BenchPayloads() {}

    public static Payloads of(RunSpec spec) {
        try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
            return Payloads.prepare(
                    RUN,
                    spec,
                    new PayloadSources(
                            new SampleFolder(Optional.empty(), 0),
                            Optional.of(new RegistrySettings(registry.url(), Optional.empty()))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
