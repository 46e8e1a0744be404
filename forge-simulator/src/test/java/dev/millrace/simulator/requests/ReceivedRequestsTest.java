package dev.millrace.simulator.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceivedRequestsTest {

    private final ReceivedRequests requests = new ReceivedRequests();

    @Test
    void dropsTheOldestBeyondItsNumber() {
        for (int number = 0; number < 5_002; number++) {
            requests.add(request("/" + number, ""));
        }

        assertThat(requests.list())
                .hasSize(5_000)
                .first()
                .extracting(ReceivedRequest::path)
                .isEqualTo("/2");
    }

    @Test
    void dropsTheOldestBeyondTheSizeOfAllBodies() {
        String body = "x".repeat(3 << 20);
        for (int number = 0; number < 4; number++) {
            requests.add(request("/" + number, body));
        }

        assertThat(requests.list()).extracting(ReceivedRequest::path).containsExactly("/2", "/3");
    }

    private static ReceivedRequest request(String path, String body) {
        return new ReceivedRequest("POST", path, Map.of(), Map.of(), Optional.of(body));
    }
}
