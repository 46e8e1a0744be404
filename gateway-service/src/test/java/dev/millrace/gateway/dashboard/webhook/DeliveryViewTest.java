package dev.millrace.gateway.dashboard.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class DeliveryViewTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void showsTheAnswerOfTheEndpoint() throws JsonProcessingException {
        var views = DeliveryView.all(JSON.readTree("""
                {"deliveries": [{"id": "d1", "event": "push", "status": "failed", "attempts": 3,
                 "created_at": "2026-11-30T12:00:00Z", "error": "the endpoint answered 500",
                 "request": {"headers": {}, "body": "{}"}, "response": {"status": 500, "body": "oops"}}]}"""));

        assertThat(views).singleElement().satisfies(view -> {
            assertThat(view.tone()).isEqualTo("bad");
            assertThat(view.answer()).isEqualTo("500");
            assertThat(view.isOver()).isTrue();
            assertThat(view.response()).isEqualTo("oops");
        });
    }

    @Test
    void isCompleteBeforeTheFirstAttempt() throws JsonProcessingException {
        var view = DeliveryView.of(JSON.readTree("{\"id\": \"d1\", \"event\": \"push\", \"status\": \"waiting\"}"));

        assertThat(view.isOver()).isFalse();
        assertThat(view.answer()).isEmpty();
        assertThat(view.tone()).isEqualTo("waiting");
    }
}
