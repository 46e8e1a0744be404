package dev.millrace.githttp.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.githttp.api.ApiTime;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/**
 * A commit.
 *
 * @param date the committer's time, RFC 3339
 * @param signature as the signing tool wrote it; only of a signed commit that is requested alone
 * @param payload the text that is signed
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record CommitBody(
        String sha,
        List<String> parentShas,
        String message,
        String authorName,
        String authorEmail,
        String committerName,
        String committerEmail,
        String date,
        @Nullable String signature,
        @Nullable String payload) {

    /** A commit in a list. */
    static CommitBody of(RevCommit commit) {
        return of(commit, null, null);
    }

    /** A commit with its signature, if it has one. */
    static CommitBody withSignature(RevCommit commit) {
        byte @Nullable [] signature = commit.getRawGpgSignature();
        return signature == null
                ? of(commit)
                : of(
                        commit,
                        new String(signature, StandardCharsets.UTF_8),
                        new String(SignedPayload.of(commit.getRawBuffer()), StandardCharsets.UTF_8));
    }

    private static CommitBody of(RevCommit commit, @Nullable String signature, @Nullable String payload) {
        return new CommitBody(
                commit.name(),
                Arrays.stream(commit.getParents()).map(AnyObjectId::name).toList(),
                commit.getFullMessage(),
                commit.getAuthorIdent().getName(),
                commit.getAuthorIdent().getEmailAddress(),
                commit.getCommitterIdent().getName(),
                commit.getCommitterIdent().getEmailAddress(),
                ApiTime.of(commit.getCommitterIdent()),
                signature,
                payload);
    }

    /** The response to a request of one commit. */
    record Single(CommitBody commit) {}

    /** A page of commits, newest first. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<CommitBody> commits, @Nullable String nextCursor, boolean hasMore) {}
}
