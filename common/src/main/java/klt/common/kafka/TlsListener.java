package klt.common.kafka;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.LinkedHashSet;
import java.util.List;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.ConfigException;

/**
 * Finds out that a listener speaks TLS before a client without TLS is opened: such a client takes the listener's alert for the size of
 * an answer, of hundreds of megabytes, and runs out of memory (KAFKA-4090).
 */
public final class TlsListener {

    private static final int TIMEOUT_MS = 1_000;

    /** What a client says first: ApiVersions in version 0, correlation 0, no client id; after its length. */
    private static final byte[] API_VERSIONS = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 0, 0, 0};

    /** A TLS record of the kind alert begins so; as the length of an answer it would be 352 MB. */
    private static final int ALERT = 0x1503;

    private TlsListener() {}

    /** @throws ConfigException when a cluster's listener speaks TLS and the clients would not */
    public static void refuse(KafkaSettings settings) {
        String protocol = settings.client().getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT");
        if (protocol.endsWith("SSL")) {
            return;
        }
        for (String servers : new LinkedHashSet<>(List.of(settings.control(), settings.target()))) {
            for (String server : servers.split(",", -1)) {
                if (speaksTls(server)) {
                    throw new ConfigException(server + " is a TLS listener and KAFKA_CLIENT_SECURITY_PROTOCOL is "
                            + protocol + "; set it to " + (protocol.startsWith("SASL") ? "SASL_SSL" : "SSL")
                            + ", or take a listener without TLS");
                }
            }
        }
    }

    /** False too when nobody answers: that is the client's to tell. */
    private static boolean speaksTls(String server) {
        int colon = server.lastIndexOf(':');
        String host = server.substring(0, colon).replace("[", "").replace("]", "");
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(new InetSocketAddress(host, Integer.parseInt(server.substring(colon + 1))), TIMEOUT_MS);
            socket.getOutputStream().write(API_VERSIONS);
            return new DataInputStream(socket.getInputStream()).readUnsignedShort() == ALERT;
        } catch (IOException e) {
            return false;
        }
    }
}
