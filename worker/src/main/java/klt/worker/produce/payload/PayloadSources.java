package klt.worker.produce.payload;

import java.util.Optional;
import klt.worker.produce.registry.RegistrySettings;

/**
 * Where a worker finds what values are made from.
 *
 * @param registry empty if this worker has none
 */
public record PayloadSources(SampleFolder samples, Optional<RegistrySettings> registry) {

    /** Of a worker without samples and registry. */
    public static final PayloadSources NONE =
            new PayloadSources(new SampleFolder(Optional.empty(), 0), Optional.empty());
}
