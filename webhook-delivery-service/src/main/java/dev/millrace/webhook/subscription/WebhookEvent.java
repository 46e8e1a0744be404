package dev.millrace.webhook.subscription;

import java.util.Arrays;
import java.util.Optional;

/** The events that a webhook may subscribe to. */
public enum WebhookEvent {
    /** one ref moved: by a push, the API or a sync */
    PUSH("push"),
    SYNC_STARTED("repo.sync.started"),
    SYNC_SUCCEEDED("repo.sync.succeeded"),
    SYNC_FAILED("repo.sync.failed");

    private final String wireName;

    WebhookEvent(String wireName) {
        this.wireName = wireName;
    }

    /** Its name in subscriptions and in the header {@code X-Pierre-Event}. */
    public String wireName() {
        return wireName;
    }

    /** The event of this name. */
    public static Optional<WebhookEvent> find(String wireName) {
        return Arrays.stream(values())
                .filter(event -> event.wireName.equals(wireName))
                .findFirst();
    }
}
