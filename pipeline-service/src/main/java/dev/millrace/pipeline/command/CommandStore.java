package dev.millrace.pipeline.command;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import dev.millrace.pipeline.comment.ChangePlace;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;

/** The tables {@code pipeline.change_command} and {@code pipeline.command_build}. Leases end by the clock of the database. */
@Singleton
final class CommandStore {

    /**
     * A command that arrived.
     *
     * @param installationId empty if the event named none: then the one that covers the repository's owner is used
     */
    record NewCommand(
            CommandKey key,
            String forgeRepositoryId,
            String fullName,
            Optional<String> installationId,
            long changeNumber,
            String author,
            String authorId,
            String written,
            Instant commentedAt) {}

    /** False, and nothing is changed, if it is known, or no installation covers the repository. */
    boolean add(Transaction tx, NewCommand command) {
        return key(tx.handle().createUpdate("""
                        insert into pipeline.change_command (instance, comment_id, ordinal, forge_repository_id, full_name,
                            installation_id, change_number, author, author_id, written, commented_at)
                        select :instance, :comment, :ordinal, :repository, :fullName, covering.id, :number, :author,
                            :authorId, :written, :commentedAt
                        from (select coalesce(:installation, (
                            select i.installation_id from pipeline.installation i
                            join pipeline.upstream u on u.account_id = i.account_id
                            where u.upstream_key = :instance || ':' || :repository and i.instance = :instance
                              and i.state = 'ACTIVE'
                            order by i.occurred_at desc limit 1)) as id) covering
                        where covering.id is not null
                        on conflict do nothing
                        """), command.key())
                        .bind("repository", command.forgeRepositoryId())
                        .bind("fullName", command.fullName())
                        .bind("installation", command.installationId())
                        .bind("number", command.changeNumber())
                        .bind("author", command.author())
                        .bind("authorId", command.authorId())
                        .bind("written", command.written())
                        .bind("commentedAt", command.commentedAt().atOffset(ZoneOffset.UTC))
                        .execute()
                > 0;
    }

    /** The change that a comment with commands is on. */
    Optional<ChangePlace> place(Transaction tx, String instance, String commentId) {
        return tx.handle()
                .createQuery("""
                        select * from pipeline.change_command
                        where instance = :instance and comment_id = :comment
                        order by ordinal limit 1
                        """)
                .bind("instance", instance)
                .bind("comment", commentId)
                .map((row, context) -> command(row).place())
                .findOne();
    }

    /** How many commands of an author arrived within the last hour. */
    long ofLastHour(Transaction tx, String instance, String authorId) {
        return tx.handle()
                .createQuery("""
                        select count(*) from pipeline.change_command
                        where instance = :instance and author_id = :author and received_at > now() - interval '1 hour'
                        """)
                .bind("instance", instance)
                .bind("author", authorId)
                .mapTo(Long.class)
                .one();
    }

    /** Claims the command that is due longest. Those of one change are claimed in their order, one after the other. */
    Optional<CommandRow> claim(Transaction tx, Duration lease) {
        return tx.handle()
                .createQuery("""
                        update pipeline.change_command taken
                        set lease = gen_random_uuid(), lease_until = now() + :millis * interval '1 millisecond',
                            attempts = attempts + 1
                        where (instance, comment_id, ordinal) = (
                            select c.instance, c.comment_id, c.ordinal from pipeline.change_command c
                            where c.state = 'waiting' and c.not_before <= now()
                              and (c.lease is null or c.lease_until < now())
                              and not exists (
                                select 1 from pipeline.change_command earlier
                                where earlier.state = 'waiting' and earlier.position < c.position
                                  and earlier.instance = c.instance
                                  and earlier.forge_repository_id = c.forge_repository_id
                                  and earlier.change_number = c.change_number)
                            order by c.position
                            limit 1
                            for update skip locked)
                        returning *
                        """)
                .bind("millis", lease.toMillis())
                .map((row, context) -> command(row))
                .findOne();
    }

    /** Whether the claim is still held; then the row stays locked until the transaction ends. */
    boolean isHeld(Transaction tx, CommandRow row) {
        return key(tx.handle().createQuery("""
                        select 1 from pipeline.change_command
                        where instance = :instance and comment_id = :comment and ordinal = :ordinal
                          and state = 'waiting' and lease = :lease
                        for update
                        """), row.key())
                .bind("lease", row.lease().orElseThrow())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    void settle(Transaction tx, CommandRow row, CommandResult result) {
        key(tx.handle().createUpdate("""
                        update pipeline.change_command
                        set state = :state, reply = :reply, sha = :sha, settled_at = now(), lease = null
                        where instance = :instance and comment_id = :comment and ordinal = :ordinal
                        """), row.key())
                .bind("state", result.state().wireName())
                .bind("reply", result.reply())
                .bind("sha", result.sha())
                .execute();
        for (UUID build : result.builds()) {
            key(tx.handle().createUpdate("""
                            insert into pipeline.command_build (build_id, instance, comment_id, ordinal)
                            values (:build, :instance, :comment, :ordinal)
                            on conflict do nothing
                            """), row.key()).bind("build", build).execute();
        }
    }

    /** Gives the claim back until a later time. */
    void postpone(Transaction tx, CommandRow row, Duration delay) {
        key(tx.handle().createUpdate("""
                        update pipeline.change_command
                        set lease = null, not_before = now() + :millis * interval '1 millisecond'
                        where instance = :instance and comment_id = :comment and ordinal = :ordinal and lease = :lease
                        """), row.key())
                .bind("millis", delay.toMillis())
                .bind("lease", row.lease().orElseThrow())
                .execute();
    }

    /** How long ago the command arrived. */
    Duration age(Transaction tx, CommandRow row) {
        return key(tx.handle().createQuery("""
                        select extract(epoch from now() - received_at) from pipeline.change_command
                        where instance = :instance and comment_id = :comment and ordinal = :ordinal
                        """), row.key())
                .mapTo(Double.class)
                .map(seconds -> Duration.ofMillis((long) (seconds * 1000)))
                .one();
    }

    /** The newest commands in comments of a change that have been executed or refused, the newest first. */
    List<CommandRow> settled(Transaction tx, ChangePlace place, int limit) {
        return tx.handle()
                .createQuery("""
                        select * from pipeline.change_command
                        where instance = :instance and forge_repository_id = :repository and change_number = :number
                          and state <> 'waiting' and comment_id not like 'review:%'
                        order by position desc limit :limit
                        """)
                .bind("instance", place.instance())
                .bind("repository", place.forgeRepositoryId())
                .bind("number", place.number())
                .bind("limit", limit)
                .map((row, context) -> command(row))
                .list();
    }

    /** The builds that a command started. */
    List<UUID> builds(Transaction tx, CommandKey key) {
        return key(tx.handle().createQuery("""
                        select build_id from pipeline.command_build
                        where instance = :instance and comment_id = :comment and ordinal = :ordinal
                        order by build_id
                        """), key).mapTo(UUID.class).list();
    }

    /** Builds whose replies do not show how they end. */
    List<UUID> unshown(Transaction tx, int limit) {
        return tx.handle()
                .createQuery("""
                        select s.build_id from pipeline.command_build s join pipeline.build b on b.id = s.build_id
                        where not s.shown and b.state not in ('queued', 'running')
                        limit :limit
                        for update of s skip locked
                        """)
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    /** From now on replies show how these builds ended; returns the changes whose replies these are. */
    List<ChangePlace> noteShown(Transaction tx, Collection<UUID> builds) {
        tx.handle()
                .createUpdate("update pipeline.command_build set shown = true where build_id = any(:builds)")
                .bindArray("builds", UUID.class, builds.toArray())
                .execute();
        return tx.handle()
                .createQuery("""
                        select distinct on (c.instance, c.forge_repository_id, c.change_number) c.*
                        from pipeline.change_command c
                        join pipeline.command_build s using (instance, comment_id, ordinal)
                        where s.build_id = any(:builds)
                        order by c.instance, c.forge_repository_id, c.change_number, c.position desc
                        """)
                .bindArray("builds", UUID.class, builds.toArray())
                .map((row, context) -> command(row).place())
                .list();
    }

    /** Commands that are due. */
    Waiting waiting(Transaction tx) {
        return Waiting.of(tx.handle().createQuery("""
                        select count(*) as waiting, min(received_at) as since from pipeline.change_command
                        where state = 'waiting' and not_before <= now()
                        """));
    }

    private static <T extends SqlStatement<T>> T key(T statement, CommandKey key) {
        return statement
                .bind("instance", key.instance())
                .bind("comment", key.commentId())
                .bind("ordinal", key.ordinal());
    }

    private static CommandRow command(ResultSet row) throws SQLException {
        return new CommandRow(
                new CommandKey(row.getString("instance"), row.getString("comment_id"), row.getInt("ordinal")),
                new ChangePlace(
                        row.getString("instance"),
                        row.getString("forge_repository_id"),
                        row.getLong("change_number"),
                        row.getString("full_name"),
                        row.getString("installation_id")),
                row.getString("author"),
                row.getString("author_id"),
                row.getString("written"),
                row.getTimestamp("commented_at").toInstant(),
                row.getTimestamp("received_at").toInstant(),
                CommandState.of(row.getString("state")),
                Optional.ofNullable(row.getString("reply")),
                Optional.ofNullable(row.getString("sha")),
                row.getInt("attempts"),
                Optional.ofNullable(row.getObject("lease", UUID.class)));
    }
}
