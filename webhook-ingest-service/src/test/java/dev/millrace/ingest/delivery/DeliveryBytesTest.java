package dev.millrace.ingest.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveryBytesTest {

    private static final String FORM = "application/x-www-form-urlencoded";

    @Test
    void takesThePayloadOutOfAForm() {
        assertThat(json(FORM, "payload=%7B%22a%22%3A%22%C3%A9+b%22%7D")).contains("{\"a\":\"é b\"}");
        assertThat(json(FORM + "; charset=utf-8", "x=1&payload=%7B%7D&y=2")).contains("{}");
    }

    @Test
    void findsNothingInAFormWithoutPayload() {
        assertThat(json(FORM, "xpayload=%7B%7D")).isEmpty();
        assertThat(json(FORM, "")).isEmpty();
        assertThat(json(FORM, "payload=%7")).isEmpty();
    }

    @Test
    void leavesJsonAlone() {
        assertThat(json("application/json", "payload={}")).contains("payload={}");
    }

    @Test
    void readsTheTwoTypesThatGithubSends() {
        assertThat(DeliveryBytes.isReadable("application/json")).isTrue();
        assertThat(DeliveryBytes.isReadable("Application/JSON; charset=utf-8")).isTrue();
        assertThat(DeliveryBytes.isReadable(FORM)).isTrue();
        assertThat(DeliveryBytes.isReadable("text/plain")).isFalse();
        assertThat(DeliveryBytes.isReadable("")).isFalse();
    }

    private static Optional<String> json(String contentType, String body) {
        return DeliveryBytes.json(contentType, body.getBytes(UTF_8)).map(bytes -> new String(bytes, UTF_8));
    }
}
