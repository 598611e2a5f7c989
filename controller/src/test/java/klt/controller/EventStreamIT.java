package klt.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import klt.controller.fixtures.Api;
import klt.controller.fixtures.Broker;
import klt.controller.fixtures.OpenApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Clients of the event stream that behave badly. */
@Isolated("it reads what goes to System.err")
class EventStreamIT {

    private static final OpenApi CONTRACT = new OpenApi();
    private static Controller controller;
    private static Api api;

    @BeforeAll
    static void start() {
        controller = Controller.ready(Broker.newPrefix(), CONTRACT);
        api = controller.api();
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    @Test
    void clientsThatResetTheirConnectionAreForgotten() throws IOException {
        for (int i = 0; i < 100; i++) {
            Socket client = watch(api);
            client.setSoLinger(true, 0);
            client.close();
        }

        awaitWatching(0);
    }

    @Test
    void oneClientTooManyIsRefusedAndTheOthersGoOn() throws IOException {
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                clients.add(watch(api));
            }
            awaitWatching(200);

            assertThat(api.call("get /api/events", "").status()).isEqualTo(429);
            assertThat(clients).allSatisfy(client -> assertThat(read(client)).contains("event: tick"));
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        awaitWatching(0);
    }

    @Test
    void aControllerThatEndsEndsItsStreams() throws IOException {
        List<Socket> clients = new ArrayList<>();
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream err = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (Controller ending = Controller.ready(Broker.newPrefix(), CONTRACT)) {
            for (int i = 0; i < 100; i++) {
                clients.add(watch(ending.api()));
            }
        } finally {
            System.setErr(err);
        }

        assertThat(clients).allSatisfy(client -> assertThat(read(client)).doesNotContain("Exception"));
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("Exception");
    }

    private static void awaitWatching(int count) {
        await(count + " clients watch")
                .atMost(Controller.AWAIT_MAX)
                .until(
                        () -> api.call("get /metrics", "").body(),
                        metrics -> metrics.contains("klt_controller_event_clients " + count + ".0"));
    }

    /** A connection on which the first bytes of the stream have arrived. */
    private static Socket watch(Api api) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), api.port());
        client.getOutputStream()
                .write("GET /api/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(client.getInputStream().read()).isEqualTo('H');
        return client;
    }

    private static String read(Socket client) {
        StringBuilder text = new StringBuilder();
        try {
            client.setSoTimeout(10_000);
            while (text.indexOf("event: tick") < 0) {
                byte[] part = new byte[4_096];
                int length = client.getInputStream().read(part);
                if (length < 0) {
                    break;
                }
                text.append(new String(part, 0, length, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            text.append(e);
        }
        return text.toString();
    }
}
