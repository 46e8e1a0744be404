package dev.millrace.ingest.recovery;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.ingest.page.PagePosition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of deliveries that were found missing.
 *
 * @param nextCursor of the next page; null on the last
 */
@JsonNaming(SnakeCaseStrategy.class)
record RecoveryPageBody(
        List<NotedBody> deliveries, @Nullable String nextCursor) {

    RecoveryPageBody {
        deliveries = List.copyOf(deliveries);
    }

    /** @param found one more than the limit if there is another page */
    static RecoveryPageBody of(List<NotedDelivery> found, int limit) {
        List<NotedDelivery> page = found.subList(0, Math.min(limit, found.size()));
        return new RecoveryPageBody(
                page.stream().map(NotedBody::of).toList(),
                found.size() > limit
                        ? new PagePosition(
                                        page.getLast().deliveredAt(),
                                        page.getLast().deliveryId())
                                .cursor()
                        : null);
    }

    /**
     * One of them.
     *
     * @param connection id of the connection of the App
     * @param host of the forge
     * @param guid of the event
     * @param deliveryId the forge's id of its newest attempt, as text: it has more digits than JavaScript's numbers
     * @param event name of the event
     * @param deliveredAt when that attempt was made
     * @param firstSeenAt when it was found missing
     * @param requests how often it was requested again
     * @param state {@code missing}, {@code stored} or {@code lost}
     * @param reason why it was given up
     * @param decidedAt when it was stored or given up
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record NotedBody(
            String connection,
            String host,
            String guid,
            String deliveryId,
            String event,
            Instant deliveredAt,
            Instant firstSeenAt,
            int requests,
            String state,
            @Nullable String reason,
            @Nullable Instant decidedAt) {

        static NotedBody of(NotedDelivery noted) {
            return new NotedBody(
                    noted.connectionId(),
                    noted.instance(),
                    noted.guid(),
                    Long.toString(noted.deliveryId()),
                    noted.event(),
                    noted.deliveredAt(),
                    noted.firstSeenAt(),
                    noted.requests(),
                    noted.state().wireName(),
                    noted.reason().orElse(null),
                    noted.decidedAt().orElse(null));
        }
    }
}
