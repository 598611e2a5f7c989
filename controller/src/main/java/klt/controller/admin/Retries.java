package klt.controller.admin;

import java.util.function.Predicate;
import klt.common.clock.Backoff;
import org.apache.kafka.common.KafkaException;

/** Repeats a request to Kafka, with growing pauses, until the cluster is in the expected state. */
final class Retries {

    /** A request to Kafka's admin client. */
    interface Request<T> {
        T send() throws InterruptedException;
    }

    private Retries() {}

    /**
     * Repeats a request until it returns an expected result.
     *
     * @param requestsMax maximum number of requests
     * @return the last result, expected or not
     */
    static <T> T until(Predicate<T> expected, int requestsMax, Request<T> request) throws InterruptedException {
        Backoff backoff = Backoff.ofRequests();
        T result = request.send();
        for (int sent = 1; sent < requestsMax && !expected.test(result); sent++) {
            Thread.sleep(backoff.next());
            result = request.send();
        }
        return result;
    }

    /**
     * Repeats a request as long as it throws a temporary exception.
     *
     * @param requestsMax maximum number of requests; the last one's exception is thrown
     */
    static <T> T on(Class<? extends KafkaException> passing, int requestsMax, Request<T> request)
            throws InterruptedException {
        Backoff backoff = Backoff.ofRequests();
        for (int sent = 1; ; sent++) {
            try {
                return request.send();
            } catch (KafkaException e) {
                if (sent == requestsMax || !passing.isInstance(e)) {
                    throw e;
                }
                Thread.sleep(backoff.next());
            }
        }
    }
}
