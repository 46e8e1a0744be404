package dev.millrace.ingest.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.ingest.archive.StoredDelivery.Origin;
import java.time.Instant;
import java.util.Optional;

/**
 * A delivery in a list.
 *
 * @param forge kind, {@code github}
 * @param host of the forge
 * @param connectionId absent while its hook belongs to no connection
 * @param hookId empty if the forge did not name the hook
 * @param guid the forge's id of the occurrence, the same for all its hooks and repeats
 * @param repository {@code owner/name} at the time, if it is about a repository
 * @param key {@code host:id} of the repository, else of the account
 * @param state {@code pending}, {@code published}, {@code repeated} (another hook reported the same) or {@code poison}
 * @param reason why it is {@code poison}
 * @param bytes size of the body
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record StoredDeliveryBody(
        long id,
        String forge,
        String host,
        Optional<String> connectionId,
        String hookId,
        String guid,
        String event,
        Optional<String> action,
        Optional<String> repository,
        String key,
        Instant receivedAt,
        Optional<Instant> publishedAt,
        String state,
        Optional<String> reason,
        int bytes) {

    static StoredDeliveryBody of(StoredDelivery delivery) {
        Origin origin = delivery.origin();
        return new StoredDeliveryBody(
                delivery.id(),
                origin.forge(),
                origin.host(),
                origin.connectionId(),
                origin.hookId(),
                origin.guid(),
                origin.event(),
                origin.action(),
                origin.repository(),
                origin.recordKey(),
                delivery.receivedAt(),
                delivery.publishedAt(),
                delivery.state().wireName(),
                delivery.reason(),
                delivery.bytes());
    }
}
