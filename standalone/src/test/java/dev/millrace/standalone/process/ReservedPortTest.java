package dev.millrace.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ReservedPortTest {

    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();

    @Test
    void isTheUsualOneWhileThatIsFree() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, LOCAL)) {
            free = socket.getLocalPort();
        }

        var port = ReservedPort.usual(free);

        assertThat(port.number()).isEqualTo(free);
        assertThat(port.isMoved()).isFalse();
        port.release();
    }

    @Test
    void isAnotherPortWhereOneIsInUse() throws IOException {
        try (var socket = new ServerSocket(0, 1, LOCAL);
                var everywhere = new ServerSocket(0)) {
            assertThat(ReservedPort.usual(socket.getLocalPort()).number()).isNotEqualTo(socket.getLocalPort());
            assertThat(ReservedPort.usual(everywhere.getLocalPort()).number()).isNotEqualTo(everywhere.getLocalPort());
        }
    }

    @Test
    void isNotGivenAwayUntilItIsReleased() throws IOException { // #9.33
        var first = ReservedPort.usual(0);

        var second = ReservedPort.usual(first.number());

        assertThat(second.number()).isNotEqualTo(first.number());
        assertThat(second.isMoved()).isTrue();
        first.release();
        try (var socket = new ServerSocket(first.number(), 1, LOCAL)) {
            assertThat(socket.getLocalPort()).isEqualTo(first.number());
        }
    }

    @Test
    void isNoneThatTheSystemGivesToOutgoingConnections() { // #9.33
        var port = ReservedPort.usual(0);

        assertThat(port.number()).isBetween(10_000, 32_000);
        port.release();
    }

    @Test
    void isReplacedWhenAnotherProcessTookIt() throws IOException { // #9.33
        var port = ReservedPort.usual(0);
        int first = port.number();
        port.release();
        assertThat(port.isTaken()).isFalse();

        try (var other = new ServerSocket(first, 1, LOCAL)) {
            assertThat(port.isTaken()).isTrue();
            assertThat(port.replace()).isTrue();
            assertThat(port.number()).isNotEqualTo(other.getLocalPort());
        }
    }

    @Test
    void staysWhereThePersonWantsItOrFails() throws IOException { // #9.35
        try (var other = new ServerSocket(0, 1, LOCAL)) {
            assertThatThrownBy(() -> ReservedPort.fixed(LOCAL, other.getLocalPort()))
                    .isInstanceOf(StartFailed.class)
                    .hasMessageContaining("port %d of 127.0.0.1 is taken".formatted(other.getLocalPort()));
        }
    }
}
