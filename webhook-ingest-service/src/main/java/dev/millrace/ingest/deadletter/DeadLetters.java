package dev.millrace.ingest.deadletter;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** What other features may know of dead letters. */
@ApplicationScoped
public class DeadLetters {

    private final DeadLetterStore store;

    DeadLetters(DeadLetterStore store) {
        this.store = store;
    }

    /** Whether there is a dead letter with this id. */
    public boolean exists(Transaction tx, long id) {
        return store.find(tx, id).isPresent();
    }

    /** The occurrence at a forge that the record was made from; empty for a record that was not made from a delivery. */
    public Optional<Occurrence> findOccurrence(Transaction tx, long id) {
        return store.find(tx, id).flatMap(letter -> occurrence(letter.headers()));
    }

    static Optional<Occurrence> occurrence(Map<String, String> headers) {
        Optional<String> host = Optional.ofNullable(headers.get("ce_source")).flatMap(DeadLetters::host);
        return Optional.ofNullable(headers.get("ce_millracedelivery"))
                .flatMap(guid -> host.map(name -> new Occurrence(name, guid)));
    }

    private static Optional<String> host(String source) {
        try {
            return Optional.ofNullable(URI.create(source).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // another producer's header
        }
    }
}
