package dev.millrace.ingest.archive;

import java.time.Instant;
import java.util.Optional;

/**
 * Which deliveries; empty parts exclude none.
 *
 * @param forge kind of the forge, {@code github}
 * @param host of the forge
 * @param recordKey {@code host:id} of a repository, or of an account
 * @param repository {@code owner/name} when the delivery was made
 * @param event the forge's name for it, for example {@code push}
 * @param state of the delivery
 * @param from received at or after this time
 * @param to received before this time
 */
record DeliveryFilter(
        Optional<String> forge,
        Optional<String> host,
        Optional<String> recordKey,
        Optional<String> repository,
        Optional<String> event,
        Optional<StoredDelivery.State> state,
        Optional<Instant> from,
        Optional<Instant> to) {

    /**
     * A filter for a repository in either spelling.
     *
     * @param repository {@code host:id}, or {@code owner/name}, which has no colon at any forge
     */
    static DeliveryFilter of(
            Optional<String> forge,
            Optional<String> host,
            Optional<String> repository,
            Optional<String> event,
            Optional<StoredDelivery.State> state,
            Optional<Instant> from,
            Optional<Instant> to) {
        return new DeliveryFilter(
                forge,
                host,
                repository.filter(DeliveryFilter::isKey),
                repository.filter(name -> !isKey(name)),
                event,
                state,
                from,
                to);
    }

    /** Whether it names a part of all deliveries that someone may want again: a repository, or a start. */
    boolean isBounded() {
        return recordKey.isPresent() || repository.isPresent() || from.isPresent();
    }

    private static boolean isKey(String repository) {
        return repository.contains(":");
    }
}
