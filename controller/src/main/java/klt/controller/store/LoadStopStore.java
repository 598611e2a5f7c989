package klt.controller.store;

import java.util.Optional;
import klt.controller.core.run.LoadStop;

/** The state topic's document that says whether all load is stopped. */
public final class LoadStopStore extends DocumentStore<LoadStop> {

    /** The key of the only document. */
    public static final String KEY = "all";

    public LoadStopStore() {
        super("loadStop", LoadStop.class, stop -> KEY);
    }

    /** Returns the stored state, or that load is allowed if none is stored. */
    public LoadStop current() {
        Optional<LoadStop> stored = find(KEY);
        return stored.orElse(LoadStop.ALLOWED);
    }
}
