package klt.worker.produce.registry;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Reads a response body. Fails if the body exceeds the limit. */
final class LimitedBody implements BodySubscriber<byte[]> {

    /** Thrown if the body exceeds the limit. */
    static final class TooLongException extends IOException {

        private static final long serialVersionUID = 1;

        TooLongException(int bytesMax) {
            super(String.format(Locale.ROOT, "longer than %,d bytes", bytesMax));
        }
    }

    private final BodySubscriber<byte[]> body = BodySubscribers.ofByteArray();
    private final int bytesMax;
    private @Nullable Subscription subscription;
    private long bytes;

    LimitedBody(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body.getBody();
    }

    @Override
    public void onSubscribe(Subscription started) {
        subscription = started;
        body.onSubscribe(started);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        bytes += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        if (bytes <= bytesMax) {
            body.onNext(buffers);
        } else if (subscription != null) {
            subscription.cancel();
            subscription = null;
            body.onError(new TooLongException(bytesMax));
        }
    }

    @Override
    public void onError(Throwable error) {
        body.onError(error);
    }

    @Override
    public void onComplete() {
        body.onComplete();
    }
}
