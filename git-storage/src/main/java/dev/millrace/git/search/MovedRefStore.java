package dev.millrace.git.search;

import dev.millrace.kit.database.Transaction;
import java.util.List;
import java.util.UUID;

/** Reads from {@code git.git_ref} which refs moved last. */
final class MovedRefStore {

    /** Full names of the branches and tags that moved last, the last one first. */
    List<String> last(Transaction tx, UUID repositoryId, int limit) {
        return tx.handle()
                .createQuery("""
                        select name from git.git_ref
                        where repository_id = :id and object_id is not null
                          and (name like 'refs/heads/%' or name like 'refs/tags/%')
                        order by updated_at desc, name
                        limit :limit
                        """)
                .bind("id", repositoryId)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }
}
