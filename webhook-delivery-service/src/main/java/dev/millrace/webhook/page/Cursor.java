package dev.millrace.webhook;

import dev.millrace.webhook.delivery.Delivery;
import dev.millrace.webhook.subscription.Webhook;
import dev.millrace.webhook.subscription.Webhooks;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.time.StoredTime;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** Where a page ended, in a form that callers hand back without looking into it. */
final class WebhookCursor {

    private WebhookCursor() {}

    static String of(Webhook last) {
        return encode(last.createdAt() + "/" + last.id());
    }

    static String of(Delivery last) {
        return encode(Long.toString(last.number()));
    }

    /** @param cursor empty for the first page */
    static Optional<Webhooks.After> webhook(String cursor) {
        if (cursor.isEmpty()) {
            return Optional.empty();
        }
        try {
            String[] parts = decode(cursor).split("/", 2);
            return Optional.of(
                    new Webhooks.After(StoredTime.parse(parts[0]), UUID.fromString(parts[parts.length - 1])));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw invalid();
        }
    }

    /** @param cursor empty for the first page */
    static long delivery(String cursor) {
        try {
            return cursor.isEmpty() ? Long.MAX_VALUE : Long.parseLong(decode(cursor));
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static MillraceException invalid() {
        return MillraceException.badRequest("the cursor is not one that we gave out")
                .withCode("cursor_invalid");
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String cursor) {
        return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    }
}
