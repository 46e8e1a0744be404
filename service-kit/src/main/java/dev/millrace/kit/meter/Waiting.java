package dev.millrace.kit.meter;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;

/**
 * How much waits in a queue.
 *
 * @param count pieces of work that could be done now; 0 or more
 * @param since when the oldest of them became ready; empty if none waits
 */
public record Waiting(long count, Optional<Instant> since) {

    /** For stores: runs a statement that returns one row with the columns {@code waiting} and {@code since}. */
    public static Waiting of(Query query) {
        return query.map((row, context) -> new Waiting(
                        row.getLong("waiting"),
                        Optional.ofNullable(row.getTimestamp("since")).map(Timestamp::toInstant)))
                .one();
    }
}
