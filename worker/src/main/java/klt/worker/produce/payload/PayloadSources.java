package klt.worker.produce.payload;

import java.util.Optional;
import klt.worker.produce.registry.RegistrySettings;

/**
 * What a worker makes values from: recorded samples, and schemas from a registry.
 *
 * @param registry empty if this worker has none
 */
public record PayloadSources(SampleFolder samples, Optional<RegistrySettings> registry) {

    /** A worker that has neither. */
    public static final PayloadSources NONE =
            new PayloadSources(new SampleFolder(Optional.empty(), 0), Optional.empty());
}
