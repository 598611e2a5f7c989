package klt.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class LoopbackPortTest {

    @Test
    void namesAPortInUseAndSaysWhatToDo() throws Exception {
        try (var other = new ServerSocket(0, 1, LoopbackPort.host())) {
            int port = other.getLocalPort();

            assertThatThrownBy(() -> LoopbackPort.open(port))
                    .isInstanceOfSatisfying(
                            PortInUseException.class,
                            inUse -> assertThat(inUse.port()).isEqualTo(port))
                    .hasMessage(
                            "Port " + port + " on 127.0.0.1 is in use: stop the other process, or choose another port"
                                    + " (0 = any free one)");
        }
    }

    @Test
    void seesThatAPortIsInUseOnAllAddresses() throws Exception {
        try (var other = new ServerSocket(0)) {
            assertThatThrownBy(() -> LoopbackPort.open(other.getLocalPort())).isInstanceOf(PortInUseException.class);
        }
    }

    @Test
    void refusesClientsWhileHeldAndListensAgain() throws Exception {
        try (var port = LoopbackPort.open(0)) {
            port.take().close();
            port.hold();

            assertThatThrownBy(() -> new Socket(LoopbackPort.host(), port.number()))
                    .isInstanceOf(ConnectException.class);

            port.listen();
            try (var client = new Socket(LoopbackPort.host(), port.number())) {
                assertThat(client.isConnected()).isTrue();
            }
        }
    }

    @Test
    void isFreeAfterClose() throws Exception {
        LoopbackPort port = LoopbackPort.open(0);
        port.close();

        try (var again = LoopbackPort.open(port.number())) {
            assertThat(again.number()).isEqualTo(port.number());
        }
    }
}
