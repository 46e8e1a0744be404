package dev.millrace.gateway.dashboard.webhook;

import static dev.millrace.gateway.dashboard.frame.JsonFields.text;
import static dev.millrace.gateway.dashboard.frame.JsonFields.texts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * An outgoing webhook.
 *
 * @param id identifies it
 * @param url where deliveries go
 * @param format {@code code-storage} or {@code cdevents}
 * @param events what is sent
 * @param repository the only one whose events are sent; empty text for all
 * @param status {@code active}, {@code failing} or {@code disabled}
 * @param reason why it is disabled; empty text if it is not
 */
record WebhookView(
        String id, String url, String format, List<String> events, String repository, String status, String reason) {

    static WebhookView of(JsonNode webhook) {
        return new WebhookView(
                text(webhook, "id"),
                text(webhook, "url"),
                text(webhook, "format"),
                texts(webhook, "events"),
                text(webhook, "repository"),
                text(webhook, "status"),
                text(webhook, "disabled_reason"));
    }

    static List<WebhookView> all(JsonNode page) {
        List<WebhookView> views = new ArrayList<>();
        page.path("webhooks").forEach(each -> views.add(of(each)));
        return views;
    }

    /** Tone of its badge. */
    public String tone() {
        return switch (status) {
            case "active" -> "good";
            case "failing" -> "bad";
            default -> "off";
        };
    }

    /** Where a form of its page posts to. */
    public String path(String action) {
        return "/ui/settings/webhooks/%s/%s".formatted(id, action);
    }

    public boolean isDisabled() {
        return status.equals("disabled");
    }
}
