package dev.millrace.ingest.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.SignedDelivery;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callers that announce bodies and do not send them, against budgets that a test can exhaust. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@TestProfile(SlowSendersIT.SmallBudgets.class)
class SlowSendersIT {

    private static final int BODY = 900_000;
    /** More than the heap of this JVM. */
    private static final long LARGE = 900L * 1024 * 1024;

    @TestHTTPResource("/webhooks/github")
    URI address;

    private final List<Socket> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Test
    void takesDeliveriesWhileManyConnectionsAnnounceABodyAndSendNothing() throws IOException {
        for (int i = 0; i < 100; i++) {
            call("Content-Length: " + BODY);
        }

        assertThat(genuine()).isEqualTo(202);
    } // #9.4

    @Test
    void takesDeliveriesWhileConnectionsHoldBackTheLastByte() throws IOException {
        byte[] allButOne = new byte[BODY - 1];
        for (int i = 0; i < 16; i++) {
            Socket socket = call("Content-Length: " + BODY);
            try {
                socket.getOutputStream().write(allButOne);
            } catch (SocketException closed) {
                // to make room for a later one
            }
        }

        assertThat(genuine()).isEqualTo(202);
    } // #9.4

    @Test
    void makesRoomByAnswering503WithATimeToRetry() throws IOException {
        Socket first = call("Content-Length: " + BODY, "Expect: 100-continue");
        // the oldest one is dropped, so it has to be registered before the others are
        assertThat(head(first)).startsWith("HTTP/1.1 100");
        for (int i = 0; i < SmallBudgets.BODIES_PER_SENDER; i++) {
            call("Content-Length: " + BODY);
        }

        assertThat(head(first)).startsWith("HTTP/1.1 503").containsIgnoringCase("Retry-After: ");
    } // #9.4

    @Test
    void countsCallersBehindAProxyApart() throws IOException {
        Socket other = call("Content-Length: " + BODY, "X-Forwarded-For: 10.0.0.2");
        for (int i = 0; i < SmallBudgets.BODIES_PER_SENDER + 5; i++) {
            call("Content-Length: " + BODY, "X-Forwarded-For: 10.0.0.1");
        }

        assertThat(head(other)).startsWith("HTTP/1.1 408"); // at its deadline, and not before to make room
    } // #9.4

    @Test
    void answers408WhenTheBodyDoesNotComeInTime() throws IOException {
        Socket socket = call("Content-Length: 20");
        socket.getOutputStream().write('{');

        assertThat(head(socket)).startsWith("HTTP/1.1 408");
    } // #9.25

    @Test
    void closesTheConnectionOfACallWithoutSignature() throws IOException {
        Socket socket = open("Content-Length: " + BODY);

        String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
        assertThat(answer).startsWith("HTTP/1.1 401").containsIgnoringCase("Connection: close");
    } // #9.4

    @Test
    void refusesAnAnnouncedLengthAboveTheLimitInsteadOfAskingForIt() throws IOException {
        Socket socket = call("Content-Length: 2000000", "Expect: 100-continue");

        assertThat(head(socket)).startsWith("HTTP/1.1 413");
    } // #9.4

    @Test
    void refusesACallWithoutSignatureInsteadOfAskingForItsBody() throws IOException {
        Socket socket = open("Content-Length: 20", "Expect: 100-continue");

        assertThat(head(socket)).startsWith("HTTP/1.1 401");
    } // #9.25

    @Test
    void asksForTheBodyOfACallThatItCanTake() throws IOException {
        Socket socket = call("Content-Length: 2", "Expect: 100-continue");

        assertThat(head(socket)).startsWith("HTTP/1.1 100");
        socket.getOutputStream().write("{}".getBytes(UTF_8));
        assertThat(head(socket)).startsWith("HTTP/1.1 401");
    } // #9.25

    @Test
    void keepsNothingOfWhatIsSentAfterARefusal() throws IOException {
        Socket socket = open("Transfer-Encoding: chunked");
        assertThat(head(socket)).startsWith("HTTP/1.1 401");
        byte[] block = new byte[256 * 1024];
        byte[] size = (Integer.toHexString(block.length) + "\r\n").getBytes(UTF_8);
        try {
            for (long left = LARGE; left > 0; left -= block.length) {
                socket.getOutputStream().write(size);
                socket.getOutputStream().write(block);
                socket.getOutputStream().write("\r\n".getBytes(UTF_8));
            }
        } catch (SocketException closed) {
            // by the service, which does not read for long
        }

        assertThat(genuine()).isEqualTo(202);
    } // #9.4

    private static int genuine() {
        return SignedDelivery.of("push", UUID.randomUUID().toString(), Payloads.load("push_branch_created"))
                .send()
                .statusCode();
    }

    /** A call whose signature matches none of our secrets. */
    private Socket call(String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("X-Hub-Signature-256: sha256=" + "0".repeat(64));
        return open(all.toArray(String[]::new));
    }

    private Socket open(String... headers) throws IOException {
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout(20_000);
        open.add(socket);
        OutputStream out = socket.getOutputStream();
        out.write(("""
                POST /webhooks/github HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/json\r
                X-GitHub-Event: push\r
                X-GitHub-Delivery: 1\r
                %s\r
                \r
                """.formatted(String.join("\r\n", headers))).getBytes(UTF_8));
        out.flush();
        return socket;
    }

    /** The head of the next response, up to the empty line. */
    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return head.toString();
            }
            head.append((char) next);
        }
        return head.toString();
    }

    public static final class SmallBudgets implements QuarkusTestProfile {

        static final int BODIES_PER_SENDER = 20;

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "millrace.ingest.max-body", "1M",
                    "millrace.ingest.body-memory", "4M",
                    "millrace.ingest.bodies", "30",
                    "millrace.ingest.bodies-per-sender", Integer.toString(BODIES_PER_SENDER),
                    "millrace.ingest.body-deadline", "3S");
        }
    }
}
