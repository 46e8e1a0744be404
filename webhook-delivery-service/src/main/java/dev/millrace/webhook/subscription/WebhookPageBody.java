package dev.millrace.webhook.subscription;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of webhooks, oldest first.
 *
 * @param nextCursor cursor of the next page; absent on the last
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record WebhookPageBody(List<WebhookBody> webhooks, @Nullable String nextCursor, boolean hasMore) {

    WebhookPageBody {
        webhooks = List.copyOf(webhooks);
    }
}
