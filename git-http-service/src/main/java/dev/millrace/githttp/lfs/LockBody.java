package dev.millrace.githttp.lfs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.git.lfs.LfsLock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lock.
 *
 * @param lockedAt RFC 3339, in UTC, to the second
 */
record LockBody(
        String id, String path, @JsonProperty("locked_at") String lockedAt, OwnerBody owner) {

    static LockBody of(LfsLock lock) {
        return new LockBody(lock.id().toString(), lock.path(), lock.lockedAt().toString(), new OwnerBody(lock.owner()));
    }

    /** Who locked it: the subject of the token. */
    record OwnerBody(String name) {}

    /** A request to lock a path. */
    record LockRequestBody(@Nullable String path) {}

    /** A request to unlock. */
    record UnlockBody(@Nullable Boolean force) {}

    /** A request to list locks before a push. */
    record VerifyBody(@Nullable String cursor, @Nullable Integer limit) {}

    /** One lock, and a message if it is not the caller's. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OneBody(LockBody lock, @Nullable String message) {}

    /** A page of locks. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PageBody(
            List<LockBody> locks,
            @JsonProperty("next_cursor") @Nullable String nextCursor) {}

    /** A page of locks, split into the caller's and others. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record VerifiedBody(
            List<LockBody> ours,
            List<LockBody> theirs,
            @JsonProperty("next_cursor") @Nullable String nextCursor) {}
}
