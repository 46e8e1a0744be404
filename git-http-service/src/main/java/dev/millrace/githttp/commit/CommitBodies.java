package dev.millrace.githttp.commit;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests and responses of the calls that make a commit. */
final class CommitBodies {

    private CommitBodies() {}

    /** One line of a streamed request: exactly one of its fields is there. */
    @JsonNaming(SnakeCaseStrategy.class)
    record StreamLine(
            @Nullable Metadata metadata,
            @Nullable Chunk blobChunk,
            @Nullable Chunk diffChunk) {}

    /** What to commit, and where. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Metadata(
            @Nullable String targetBranch,
            @Nullable String commitMessage,
            @Nullable PersonBody author,
            @Nullable PersonBody committer,
            @Nullable List<File> files,
            @JsonAlias("expected_target_sha") @Nullable String expectedHeadSha,
            @Nullable String baseBranch,
            @JsonAlias("target_is_ephemeral") @Nullable Boolean ephemeral,
            @JsonAlias("base_is_ephemeral") @Nullable Boolean ephemeralBase,
            @JsonAlias("base_ref") @Nullable String targetCommitSha) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record File(
            @Nullable String path,
            @Nullable String contentId,
            @Nullable String operation,
            @Nullable String mode) {}

    /**
     * A part of a content.
     *
     * @param data in Base64
     * @param eof whether it is the last part
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Chunk(
            @Nullable String contentId,
            @Nullable String data,
            @Nullable Boolean eof) {}

    /** The request to restore a commit. */
    record Restore(@Nullable Metadata metadata) {}

    /** A commit was made. */
    record Ack(Commit commit, Result result) {

        static Ack of(CommitMade made) {
            return new Ack(
                    new Commit(made.commit().name(), made.tree().name(), made.branch(), made.packBytes(), made.blobs()),
                    new Result(
                            made.branch(),
                            made.branch(),
                            made.before().name(),
                            made.commit().name(),
                            true,
                            "ok",
                            null));
        }
    }

    @JsonNaming(SnakeCaseStrategy.class)
    record Commit(String commitSha, String treeSha, String targetBranch, long packBytes, int blobCount) {}

    /** What became of the branch, with its name for both generations of clients. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Result(
            String branch,
            String targetBranch,
            String oldSha,
            String newSha,
            boolean success,
            @JsonProperty("status") String reason,
            @Nullable String message) {}
}
