package dev.millrace.ingest.retention;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Partitions of {@code ingest.webhook_body}, and old rows of all tables of deliveries. */
@ApplicationScoped
class RetentionStore {

    private static final String PREFIX = "webhook_body_";
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    /**
     * Takes the right to change partitions until the end of the transaction. A lock of a table that is not free soon fails
     * the transaction: deliveries would queue behind it.
     *
     * @return whether no other instance has it
     */
    boolean own(Transaction tx, Duration lockTimeout) {
        tx.handle().execute("set local lock_timeout = " + lockTimeout.toMillis());
        return tx.handle()
                .createQuery("select pg_try_advisory_xact_lock(hashtext('ingest.webhook_body'), 0)")
                .mapTo(Boolean.class)
                .one();
    }

    /** Days that have a partition, in UTC, oldest first. */
    List<LocalDate> days(Transaction tx) {
        return tx.handle().createQuery("""
                        select part.relname
                          from pg_catalog.pg_inherits as child
                          join pg_catalog.pg_class as part on part.oid = child.inhrelid
                         where child.inhparent = 'ingest.webhook_body'::regclass
                           and part.relname <> 'webhook_body_default'
                         order by part.relname
                        """).mapTo(String.class).list().stream()
                .map(name -> LocalDate.parse(name.substring(PREFIX.length()), DAY))
                .toList();
    }

    /** Adds the partition of a day unless it exists. */
    boolean addDay(Transaction tx, LocalDate day) {
        return tx.handle()
                .createQuery("select ingest.add_body_day(:day)")
                .bind("day", day)
                .mapTo(Boolean.class)
                .one();
    }

    /** Drops the bodies of a day; false, and nothing is dropped, while a delivery of that day is not published. */
    boolean dropDay(Transaction tx, LocalDate day) {
        return tx.handle()
                .createQuery("select ingest.drop_body_day(:day)")
                .bind("day", day)
                .mapTo(Boolean.class)
                .one();
    }

    /** Removes bodies that were stored while their day had no partition. Returns how many. */
    int removeBodiesWithoutDay(Transaction tx, Instant receivedBefore, int atMost) {
        return remove(tx, receivedBefore, atMost, """
                delete from ingest.webhook_body_default
                 where inbox_id in (select content.inbox_id
                                      from ingest.webhook_body_default as content
                                     where content.received_at < :before
                                       and not exists (select
                                                         from ingest.webhook_inbox as delivery
                                                        where delivery.id = content.inbox_id
                                                          and delivery.published_at is null)
                                     limit :atMost)
                """);
    }

    /** Removes rows of deliveries: after this, a repeat of such a delivery counts as new. */
    int removeDeliveries(Transaction tx, Instant receivedBefore, int atMost) {
        return remove(tx, receivedBefore, atMost, """
                delete from ingest.webhook_inbox
                 where id in (select id
                                from ingest.webhook_inbox
                               where received_at < :before and published_at is not null
                               order by received_at
                               limit :atMost)
                """);
    }

    int removeOccurrences(Transaction tx, Instant seenBefore, int atMost) {
        return remove(tx, seenBefore, atMost, """
                delete from ingest.webhook_occurrence
                 where (instance, guid) in (select instance, guid
                                              from ingest.webhook_occurrence
                                             where first_seen_at < :before
                                             limit :atMost)
                """);
    }

    void removeAttempts(Transaction tx, Instant receivedBefore) {
        tx.handle()
                .createUpdate("delete from ingest.webhook_attempt where received_at < :before")
                .bind("before", receivedBefore)
                .execute();
    }

    void removeQuarantined(Transaction tx, Instant receivedBefore) {
        tx.handle()
                .createUpdate("delete from ingest.webhook_quarantine where received_at < :before")
                .bind("before", receivedBefore)
                .execute();
    }

    private static int remove(Transaction tx, Instant before, int atMost, String statement) {
        return tx.handle()
                .createUpdate(statement)
                .bind("before", before)
                .bind("atMost", atMost)
                .execute();
    }
}
