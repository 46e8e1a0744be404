package dev.millrace.ingest.delivery;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a program of a team reported, in place of a forge.
 *
 * @param instance in place of the host of a forge
 * @param guid identifies the occurrence; 1 to 64 letters, digits and hyphens
 * @param source in place of the kind of forge
 * @param event its name
 * @param action what happened
 * @param repository {@code owner/name}, if it is about a repository of ours
 * @param recordKey Kafka key
 * @param headers to keep, by name in lower case
 * @param receivedAt by our clock
 */
public record ReportedDelivery(
        String instance,
        String guid,
        String source,
        String event,
        String action,
        Optional<String> repository,
        String recordKey,
        Map<String, String> headers,
        Instant receivedAt) {

    /** Copies the headers. */
    public ReportedDelivery {
        headers = Map.copyOf(headers);
    }
}
