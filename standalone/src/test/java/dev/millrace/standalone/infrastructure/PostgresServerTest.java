package dev.millrace.standalone.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresServerTest {

    private static final String PASSWORD = "the password of the role";
    /** Codes as in "Message Formats" of the PostgreSQL documentation. */
    private static final int SSL_REQUEST = 80877103;

    private static final int GSS_REQUEST = 80877104;

    /** A program of another user of the machine that bound the port before PostgreSQL did. */
    @ParameterizedTest
    @CsvSource({"clear text, 520000000800000003", "MD5, 520000000c0000000501020304"})
    void sendsNoPasswordToAnImpostorThatAsksForIt(String how, String request) throws Exception { // #9.33
        try (var socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var impostor = new Impostor(socket, HexFormat.of().parseHex(request));
            Thread.ofVirtual().start(impostor);
            DatabaseAddress address = PostgresServer.address(socket.getLocalPort(), PASSWORD);

            assertThatThrownBy(() -> DriverManager.getConnection(
                            address.url() + "&connectTimeout=10&socketTimeout=10", address.user(), address.password()))
                    .as(how)
                    .isInstanceOf(SQLException.class);

            assertThat(impostor.startup()).contains("user\0millrace\0");
            // 'p' is the message with a password, in clear text or hashed
            assertThat(impostor.answer()).doesNotStartWith("p").doesNotContain(PASSWORD);
        }
    }

    /** Refuses encryption, sends one request for a password, and keeps the response. */
    private static final class Impostor implements Runnable {

        private final ServerSocket socket;
        private final byte[] request;
        private final ByteArrayOutputStream startup = new ByteArrayOutputStream();
        private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

        Impostor(ServerSocket socket, byte[] request) {
            this.socket = socket;
            this.request = request;
        }

        String startup() {
            return startup.toString(StandardCharsets.ISO_8859_1);
        }

        String answer() {
            return answer.toString(StandardCharsets.ISO_8859_1);
        }

        /** Answers until its socket is closed: the driver connects again, without encryption. */
        @Override
        public void run() {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept()) {
                    answer(client);
                } catch (IOException e) {
                    // a client that has disconnected, or the end of the test
                }
            }
        }

        private void answer(Socket client) throws IOException {
            var in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            while (true) {
                byte[] message = in.readNBytes(in.readInt() - Integer.BYTES);
                int code = new DataInputStream(new ByteArrayInputStream(message)).readInt();
                if (code != SSL_REQUEST && code != GSS_REQUEST) {
                    startup.writeBytes(message);
                    break;
                }
                out.write('N');
            }
            out.write(request);
            in.transferTo(answer);
        }
    }
}
