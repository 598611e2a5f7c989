package klt.controller.admin;

import java.util.concurrent.TimeUnit;

/** Pauses between requests to Kafka, each twice as long as the previous one, up to a limit. Not thread-safe. */
final class Backoff {

    private static final long PAUSE_MS_MIN = 100;
    private static final long PAUSE_MS_MAX = 2_000;

    private long nextMs = PAUSE_MS_MIN;

    void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(nextMs);
        nextMs = Math.min(2 * nextMs, PAUSE_MS_MAX);
    }
}
