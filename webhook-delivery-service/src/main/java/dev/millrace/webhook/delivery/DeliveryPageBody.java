package dev.millrace.webhook.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of deliveries, newest first.
 *
 * @param nextCursor cursor of the next page; absent on the last
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeliveryPageBody(
        List<DeliveryBody> deliveries, @Nullable String nextCursor, boolean hasMore) {

    DeliveryPageBody {
        deliveries = List.copyOf(deliveries);
    }
}
