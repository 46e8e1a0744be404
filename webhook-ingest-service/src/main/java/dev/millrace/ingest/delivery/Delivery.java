package dev.millrace.ingest.delivery;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A delivery that was signed by one of our secrets, or reported with a token, and can be read.
 *
 * @param id which one
 * @param forge kind of the forge, for example {@code github}; {@code events} if it was reported
 * @param connectionId the connection whose hook it is; empty while the hook belongs to none
 * @param event the forge's name of it, for example {@code push} or {@code Merge Request Hook}
 * @param action the payload's {@code action}, if it has one
 * @param repository {@code owner/name} at the time, if it is about a repository
 * @param recordKey Kafka key
 * @param call the whole call as received
 */
record Delivery(
        DeliveryId id,
        String forge,
        Optional<String> connectionId,
        String event,
        Optional<String> action,
        Optional<String> repository,
        String recordKey,
        StorableCall call) {

    Instant receivedAt() {
        return call.receivedAt();
    }

    Map<String, String> headers() {
        return call.keptHeaders();
    }

    ReceivedBody body() {
        return call.body();
    }

    int shard() {
        return Shards.of(recordKey);
    }
}
