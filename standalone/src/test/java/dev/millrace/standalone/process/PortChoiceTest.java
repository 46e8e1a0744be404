package dev.millrace.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortChoiceTest {

    private final PortChoice choice = new PortChoice();

    @Test
    void givesTheUsualPortWhileItIsFree() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        assertThat(choice.choose(free)).isEqualTo(free);
    }

    @Test
    void movesAwayFromAPortThatSomebodyListensOn() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(choice.choose(socket.getLocalPort())).isPositive().isNotEqualTo(socket.getLocalPort());
        }
    }

    @Test
    void movesAwayFromAPortThatSomebodyListensOnAtEveryAddress() throws IOException {
        try (var socket = new ServerSocket(0)) {
            assertThat(choice.choose(socket.getLocalPort())).isNotEqualTo(socket.getLocalPort());
        }
    }

    @Test
    void neverGivesOnePortTwice() {
        int first = choice.choose(0);

        assertThat(choice.choose(first)).isNotEqualTo(first);
    }
}
