package dev.millrace.ingest.archive;

import dev.millrace.ingest.page.PagePosition;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A delivery as it is stored, without headers and body.
 *
 * @param id of its row
 * @param origin who sent what
 * @param receivedAt by our clock
 * @param publishedAt when Kafka acknowledged its records; that of its receipt if it was never to be published
 * @param state what became of it
 * @param reason why it is {@link State#POISON}
 * @param bytes size of the body
 */
record StoredDelivery(
        long id,
        Origin origin,
        Instant receivedAt,
        Optional<Instant> publishedAt,
        State state,
        Optional<String> reason,
        int bytes) {

    /** What became of a delivery. */
    enum State {
        /** waits for Kafka */
        PENDING,
        PUBLISHED,
        /** another hook reported the same before */
        REPEATED,
        /** not understood, or refused by Kafka */
        POISON;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Who sent what.
     *
     * @param forge kind of the forge, {@code github}
     * @param host of the forge
     * @param connectionId empty if its hook belongs to no connection
     * @param hookId empty if the forge did not name it
     * @param guid identifies the occurrence
     * @param event for example {@code push}
     * @param action of the payload, if it has one
     * @param repository {@code owner/name} at the time
     * @param recordKey {@code host:id} of the repository, else of the account
     */
    record Origin(
            String forge,
            String host,
            Optional<String> connectionId,
            String hookId,
            String guid,
            String event,
            Optional<String> action,
            Optional<String> repository,
            String recordKey) {}

    /** Where a page ends whose last delivery this is. */
    PagePosition position() {
        return new PagePosition(receivedAt, id);
    }
}
