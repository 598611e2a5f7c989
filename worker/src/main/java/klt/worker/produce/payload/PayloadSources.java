package klt.worker.produce.payload;

import java.util.Optional;
import klt.worker.produce.registry.RegistrySettings;

/**
 * A worker's sources of values: a folder of samples and a schema registry.
 *
 * @param registry the registry; empty if this worker has none
 */
public record PayloadSources(SampleFolder samples, Optional<RegistrySettings> registry) {

    /** The sources of a worker with neither samples nor a schema registry. */
    public static final PayloadSources NONE =
            new PayloadSources(new SampleFolder(Optional.empty(), 0), Optional.empty());
}
