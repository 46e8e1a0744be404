package dev.millrace.webhook.subscription;

import java.util.Arrays;
import java.util.Optional;

/** What the deliveries of a webhook look like; it never changes. */
public enum WebhookFormat {
    /** the bodies of the Code Storage API */
    CODE_STORAGE("code-storage", "application/json"),
    /** CDEvents, as CloudEvents in structured mode: the signature covers the attributes, too */
    CDEVENTS("cdevents", "application/cloudevents+json; charset=UTF-8");

    private final String wireName;
    private final String contentType;

    WebhookFormat(String wireName, String contentType) {
        this.wireName = wireName;
        this.contentType = contentType;
    }

    /** Its name in requests, responses and rows. */
    public String wireName() {
        return wireName;
    }

    /** The header {@code Content-Type} of deliveries. */
    public String contentType() {
        return contentType;
    }

    /** The format of this name. */
    public static Optional<WebhookFormat> find(String wireName) {
        return Arrays.stream(values())
                .filter(format -> format.wireName.equals(wireName))
                .findFirst();
    }
}
