package dev.millrace.ingest.archive;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.ingest.page.PagePosition;
import java.util.List;
import java.util.Optional;

/**
 * A page of deliveries, newest first.
 *
 * @param nextCursor {@code cursor} of the next page; null if this is the last
 */
@JsonNaming(SnakeCaseStrategy.class)
record DeliveryPageBody(List<StoredDeliveryBody> deliveries, Optional<String> nextCursor) {

    /** @param found one more than the page has, if there is a next one */
    static DeliveryPageBody of(List<StoredDelivery> found, int limit) {
        List<StoredDelivery> page = found.subList(0, Math.min(limit, found.size()));
        return new DeliveryPageBody(
                page.stream().map(StoredDeliveryBody::of).toList(),
                found.size() > limit
                        ? Optional.of(page.getLast().position()).map(PagePosition::cursor)
                        : Optional.empty());
    }
}
