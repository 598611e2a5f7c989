package klt.worker.produce.payload;

import java.util.Optional;
import klt.worker.produce.registry.RegistrySettings;

/**
 * The sources from which a worker generates values: recorded samples, and schemas from a registry.
 *
 * @param registry empty if this worker has none
 */
public record PayloadSources(SampleFolder samples, Optional<RegistrySettings> registry) {

    /** The sources of a worker that has neither. */
    public static final PayloadSources NONE =
            new PayloadSources(new SampleFolder(Optional.empty(), 0), Optional.empty());
}
