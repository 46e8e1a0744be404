package dev.millrace.pipeline.approval;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** The table {@code pipeline.change_approval}. */
@Singleton
final class ApprovalStore {

    /** Adds an approval; the first one of a commit stays. */
    void add(Transaction tx, ChangeCommit commit, String by, Instant now) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.change_approval
                            (instance, forge_repository_id, change_number, sha, approved_by, approved_at)
                        values (:instance, :repository, :number, :sha, :by, :now)
                        on conflict do nothing
                        """)
                .bind("instance", commit.instance())
                .bind("repository", commit.forgeRepositoryId())
                .bind("number", commit.number())
                .bind("sha", commit.sha())
                .bind("by", by)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    Optional<String> approvedBy(Transaction tx, ChangeCommit commit) {
        return tx.handle()
                .createQuery("""
                        select approved_by from pipeline.change_approval
                        where instance = :instance and forge_repository_id = :repository and change_number = :number
                          and sha = :sha
                        """)
                .bind("instance", commit.instance())
                .bind("repository", commit.forgeRepositoryId())
                .bind("number", commit.number())
                .bind("sha", commit.sha())
                .mapTo(String.class)
                .findOne();
    }
}
