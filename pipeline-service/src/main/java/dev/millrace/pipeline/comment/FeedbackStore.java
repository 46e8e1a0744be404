package dev.millrace.pipeline.comment;

import dev.millrace.forge.Conversations.Reaction;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import dev.millrace.pipeline.comment.FeedbackWork.NewReaction;
import dev.millrace.pipeline.comment.FeedbackWork.Reply;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.Update;

/** The tables {@code pipeline.comment_reaction} and {@code pipeline.change_reply}. Leases end by the clock of the database. */
@Singleton
final class FeedbackStore {

    /** False, and nothing is changed, if the comment has this reaction, or will get it. */
    boolean addReaction(Transaction tx, ChangePlace place, String commentId, Reaction reaction) {
        return tx.handle()
                        .createUpdate("""
                        insert into pipeline.comment_reaction (instance, comment_id, content, full_name, installation_id)
                        values (:instance, :comment, :content, :fullName, :installation)
                        on conflict do nothing
                        """)
                        .bind("instance", place.instance())
                        .bind("comment", commentId)
                        .bind("content", reaction.wireName())
                        .bind("fullName", place.fullName())
                        .bind("installation", place.installationId())
                        .execute()
                > 0;
    }

    /** False, and nothing is changed, if it has this text already. */
    boolean wantReply(Transaction tx, ChangePlace place, String body) {
        return tx.handle()
                        .createUpdate("""
                        insert into pipeline.change_reply as r
                            (instance, forge_repository_id, change_number, full_name, installation_id, body)
                        values (:instance, :repository, :number, :fullName, :installation, :body)
                        on conflict (instance, forge_repository_id, change_number) do update
                        set body = excluded.body, desired_version = r.desired_version + 1, state = 'open',
                            full_name = excluded.full_name, installation_id = excluded.installation_id
                        where r.body <> excluded.body
                        """)
                        .bind("instance", place.instance())
                        .bind("repository", place.forgeRepositoryId())
                        .bind("number", place.number())
                        .bind("fullName", place.fullName())
                        .bind("installation", place.installationId())
                        .bind("body", body)
                        .execute()
                > 0;
    }

    /** Claims a reaction that is due. */
    Optional<FeedbackWork> claimReaction(Transaction tx, Duration lease) {
        return tx.handle()
                .createQuery("""
                        update pipeline.comment_reaction r
                        set lease = gen_random_uuid(), attempts = attempts + 1,
                            not_before = now() + :millis * interval '1 millisecond'
                        where (instance, comment_id, content) = (
                            select instance, comment_id, content from pipeline.comment_reaction
                            where state = 'waiting' and not_before <= now()
                            order by not_before limit 1 for update skip locked)
                        returning *
                        """)
                .bind("millis", lease.toMillis())
                .map((row, context) -> (FeedbackWork) new NewReaction(
                        row.getObject("lease", UUID.class),
                        new ForgeInstallation(row.getString("instance"), row.getString("installation_id")),
                        row.getString("full_name"),
                        row.getInt("attempts"),
                        row.getString("comment_id"),
                        reaction(row.getString("content"))))
                .findOne();
    }

    /** Claims a comment whose newest version is not at the forge. */
    Optional<FeedbackWork> claimReply(Transaction tx, Duration lease) {
        return tx.handle()
                .createQuery("""
                        update pipeline.change_reply r
                        set lease = gen_random_uuid(), attempts = attempts + 1,
                            not_before = now() + :millis * interval '1 millisecond'
                        where (instance, forge_repository_id, change_number) = (
                            select instance, forge_repository_id, change_number from pipeline.change_reply
                            where state = 'open' and published_version < desired_version and not_before <= now()
                            order by not_before limit 1 for update skip locked)
                        returning *
                        """)
                .bind("millis", lease.toMillis())
                .map((row, context) -> (FeedbackWork) new Reply(
                        row.getObject("lease", UUID.class),
                        new ForgeInstallation(row.getString("instance"), row.getString("installation_id")),
                        row.getString("full_name"),
                        row.getInt("attempts"),
                        row.getString("forge_repository_id"),
                        row.getLong("change_number"),
                        row.getString("body"),
                        row.getLong("desired_version"),
                        Optional.ofNullable(row.getObject("forge_comment_id", Long.class)),
                        row.getBoolean("create_sent")))
                .findOne();
    }

    /** What is due. */
    Waiting waiting(Transaction tx) {
        return Waiting.of(tx.handle().createQuery("""
                        select count(*) as waiting, min(not_before) as since from (
                            select not_before from pipeline.comment_reaction
                            where state = 'waiting' and not_before <= now()
                            union all
                            select not_before from pipeline.change_reply
                            where state = 'open' and published_version < desired_version and not_before <= now()) due
                        """));
    }

    /** The forge has the reaction. */
    void made(Transaction tx, NewReaction reaction) {
        tx.handle()
                .createUpdate(
                        "update pipeline.comment_reaction set state = 'made', last_error = null where lease = :lease")
                .bind("lease", reaction.lease())
                .execute();
    }

    /** A request that creates the comment is about to be sent. */
    void creating(Transaction tx, Reply reply) {
        tx.handle()
                .createUpdate("update pipeline.change_reply set create_sent = true where lease = :lease")
                .bind("lease", reply.lease())
                .execute();
    }

    /** The comment was deleted at the forge: the next attempt creates another one. */
    void gone(Transaction tx, Reply reply) {
        tx.handle().createUpdate("""
                        update pipeline.change_reply
                        set forge_comment_id = null, create_sent = false, not_before = now() + interval '1 second'
                        where lease = :lease
                        """).bind("lease", reply.lease()).execute();
    }

    /**
     * The forge shows this version. If the lease was lost, another worker may have written a newer one before this write, so the
     * newest is due again.
     */
    void published(Transaction tx, Reply reply, long commentId) {
        int held = ofReply(tx, reply, """
                        update pipeline.change_reply
                        set published_version = :version, forge_comment_id = :comment, attempts = 0, last_error = null,
                            not_before = now()
                        where lease = :lease
                          and instance = :instance and forge_repository_id = :repository and change_number = :number
                        """)
                .bind("version", reply.version())
                .bind("comment", commentId)
                .bind("lease", reply.lease())
                .execute();
        if (held == 0) {
            ofReply(tx, reply, """
                            update pipeline.change_reply
                            set published_version = least(published_version, desired_version - 1)
                            where instance = :instance and forge_repository_id = :repository and change_number = :number
                            """).execute();
        }
    }

    private static Update ofReply(Transaction tx, Reply reply, String sql) {
        return tx.handle()
                .createUpdate(sql)
                .bind("instance", reply.installation().instance())
                .bind("repository", reply.forgeRepositoryId())
                .bind("number", reply.number());
    }

    /** It is tried again after this time. */
    void postpone(Transaction tx, FeedbackWork work, Duration delay, String error) {
        tx.handle()
                .createUpdate("""
                        update %s set not_before = now() + :millis * interval '1 millisecond', last_error = :error
                        where lease = :lease
                        """.formatted(table(work)))
                .bind("millis", delay.toMillis())
                .bind("error", error.replace('\0', ' '))
                .bind("lease", work.lease())
                .execute();
    }

    /** It is not tried again. */
    void refused(Transaction tx, FeedbackWork work, String error) {
        tx.handle()
                .createUpdate("update %s set state = 'refused', last_error = :error where lease = :lease"
                        .formatted(table(work)))
                .bind("error", error.replace('\0', ' '))
                .bind("lease", work.lease())
                .execute();
    }

    private static String table(FeedbackWork work) {
        return switch (work) {
            case NewReaction reaction -> "pipeline.comment_reaction";
            case Reply reply -> "pipeline.change_reply";
        };
    }

    private static Reaction reaction(String wireName) {
        return Arrays.stream(Reaction.values())
                .filter(reaction -> reaction.wireName().equals(wireName))
                .findFirst()
                .orElseThrow();
    }
}
