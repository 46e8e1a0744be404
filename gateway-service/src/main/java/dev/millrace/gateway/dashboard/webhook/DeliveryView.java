package dev.millrace.gateway.dashboard.webhook;

import static dev.millrace.gateway.dashboard.frame.JsonFields.find;
import static dev.millrace.gateway.dashboard.frame.JsonFields.instant;
import static dev.millrace.gateway.dashboard.frame.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A delivery with its last attempt.
 *
 * @param id identifies it
 * @param event what it reports
 * @param status {@code waiting}, {@code succeeded} or {@code failed}
 * @param attempts how often it was sent
 * @param createdAt when the event was recorded
 * @param nextAttemptAt when it is sent again
 * @param error why the last attempt did not succeed; empty text if it did
 * @param answer status of the endpoint; empty text if it did not answer
 * @param request the body as it was signed
 * @param response the beginning of the body of the response
 */
record DeliveryView(
        String id,
        String event,
        String status,
        int attempts,
        Optional<Instant> createdAt,
        Optional<Instant> nextAttemptAt,
        String error,
        String answer,
        String request,
        String response) {

    static DeliveryView of(JsonNode delivery) {
        JsonNode response = delivery.path("response");
        return new DeliveryView(
                text(delivery, "id"),
                text(delivery, "event"),
                text(delivery, "status"),
                delivery.path("attempts").asInt(),
                instant(delivery, "created_at"),
                instant(delivery, "next_attempt_at"),
                text(delivery, "error"),
                find(response, "status").orElse(""),
                text(delivery.path("request"), "body"),
                text(response, "body"));
    }

    static List<DeliveryView> all(JsonNode page) {
        List<DeliveryView> views = new ArrayList<>();
        page.path("deliveries").forEach(each -> views.add(of(each)));
        return views;
    }

    /** Tone of its badge. */
    public String tone() {
        return switch (status) {
            case "succeeded" -> "good";
            case "failed" -> "bad";
            default -> "waiting";
        };
    }

    /** Whether it can be sent again: one that waits is sent anyway. */
    public boolean isOver() {
        return !status.equals("waiting");
    }
}
