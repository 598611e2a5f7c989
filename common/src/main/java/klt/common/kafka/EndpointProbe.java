package klt.common.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import klt.common.text.ErrorMessage;

/**
 * Probes addresses with plain sockets, within a time limit, to find out whether they resolve and accept connections, and which protocol
 * they speak.
 */
final class EndpointProbe {

    private static final int TIMEOUT_MS = 1_000;

    /** Time limit per address, because name resolution itself has no timeout. */
    private static final int LIMIT_MS = 4 * TIMEOUT_MS;

    /** A client's first request, preceded by its length: ApiVersions version 0, correlation id 0, no client id. */
    private static final byte[] API_VERSIONS = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 0, 0, 0};

    private static final byte[] HTTP_GET = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Number of bytes needed to identify a protocol: Kafka's response begins with a length and the correlation id. */
    private static final int ANSWER_BYTES = 8;

    /**
     * Upper bound for the length of Kafka's response. The actual response is far shorter, and the first bytes of a text response, read as a
     * length, are far above it.
     */
    private static final int ANSWER_LENGTH_MAX = 1 << 16;

    /** The first bytes of a TLS alert record; read as a response length, they are 352 MB. */
    private static final int ALERT = 0x1503;

    /** The result of probing an address. */
    sealed interface Endpoint {

        /** The name does not resolve. */
        record Unknown() implements Endpoint {}

        /** @param why the error, such as "Connection refused" */
        record Silent(String why) implements Endpoint {}

        /** A Kafka listener without TLS. */
        record Plain() implements Endpoint {}

        record Tls() implements Endpoint {}

        record Http() implements Endpoint {}

        /** @param beginning the printable start of its response */
        record Foreign(String beginning) implements Endpoint {}
    }

    private EndpointProbe() {}

    /** Probes all servers, given as host:port, in parallel. */
    static List<Endpoint> look(List<String> servers) {
        return together(servers, EndpointProbe::look, Endpoint.Silent::new);
    }

    /** Returns, for each server, why it does not accept connections (Unknown or Silent), or empty if it does. */
    static List<Optional<Endpoint>> connect(List<String> servers) {
        return together(servers, EndpointProbe::connect, why -> Optional.of(new Endpoint.Silent(why)));
    }

    private static <T> List<T> together(
            List<String> servers, Function<String, T> question, Function<String, T> noAnswer) {
        List<CompletableFuture<T>> answers = servers.stream()
                .map(server -> {
                    CompletableFuture<T> answer = new CompletableFuture<>();
                    Thread.ofVirtual().name("probe-" + server).start(() -> answer.complete(question.apply(server)));
                    return answer.completeOnTimeout(
                            noAnswer.apply("no response within " + LIMIT_MS + " ms"), LIMIT_MS, TimeUnit.MILLISECONDS);
                })
                .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static Endpoint look(String server) {
        Endpoint found = ask(server, API_VERSIONS);
        // an HTTP server may wait for the rest of the line, or close the connection
        boolean http = found instanceof Endpoint.Silent && ask(server, HTTP_GET) instanceof Endpoint.Http;
        return http ? new Endpoint.Http() : found;
    }

    private static Endpoint ask(String server, byte[] request) {
        try (Socket socket = open(server)) {
            socket.getOutputStream().write(request);
            return endpoint(beginning(socket.getInputStream()));
        } catch (IOException e) {
            return failed(e);
        }
    }

    private static Optional<Endpoint> connect(String server) {
        try {
            open(server).close();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(failed(e));
        }
    }

    private static Endpoint failed(IOException e) {
        return e instanceof UnknownHostException ? new Endpoint.Unknown() : new Endpoint.Silent(ErrorMessage.of(e));
    }

    private static Socket open(String server) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host(server)), port(server));
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(address, TIMEOUT_MS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    static String host(String server) {
        return server.substring(0, server.lastIndexOf(':')).replace("[", "").replace("]", "");
    }

    static int port(String server) {
        return Integer.parseInt(server.substring(server.lastIndexOf(':') + 1));
    }

    /** Reads at most {@link #ANSWER_BYTES}; fewer if the stream ends. */
    private static byte[] beginning(InputStream in) throws IOException {
        byte[] bytes = new byte[ANSWER_BYTES];
        int length = 0;
        try {
            for (int read = 0; read >= 0 && length < bytes.length; length += Math.max(0, read)) {
                read = in.read(bytes, length, bytes.length - length);
            }
        } catch (SocketTimeoutException e) {
            if (length == 0) {
                throw e;
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    private static Endpoint endpoint(byte[] beginning) {
        if (beginning.length == 0) {
            return new Endpoint.Silent("it closes the connection");
        }
        String text = new String(beginning, StandardCharsets.US_ASCII).replaceAll("[^ -~]", ".");
        if (text.startsWith("HTTP")) {
            return new Endpoint.Http();
        }
        if (beginning.length >= Short.BYTES && ByteBuffer.wrap(beginning).getShort() == ALERT) {
            return new Endpoint.Tls();
        }
        boolean kafka = beginning.length == ANSWER_BYTES
                && ByteBuffer.wrap(beginning).getInt() > 0
                && ByteBuffer.wrap(beginning).getInt() < ANSWER_LENGTH_MAX
                && ByteBuffer.wrap(beginning).getInt(Integer.BYTES) == 0;
        return kafka ? new Endpoint.Plain() : new Endpoint.Foreign(text);
    }
}
