package dev.millrace.githttp.commit;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests and responses about merges. */
final class MergeBodies {

    private MergeBodies() {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Request(
            @JsonAlias("source_ref") @Nullable String sourceBranch,
            @Nullable String targetBranch,
            @Nullable String strategy,
            @Nullable Boolean sourceIsEphemeral,
            @Nullable Boolean targetIsEphemeral,
            @Nullable String expectedTargetSha,
            @Nullable String commitMessage,
            @Nullable PersonBody author,
            @Nullable PersonBody committer,
            @Nullable Boolean allowUnrelatedHistories,
            @Nullable Boolean squash) {}

    /** @param ref the same as {@code branch}, for newer clients */
    record Source(String branch, String ref, boolean ephemeral, String sha) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Target(String branch, boolean ephemeral, String oldSha, String newSha) {}

    /** @param promotedCommits commits that the target has from now on because of the source */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Merged(
            String result,
            String commitSha,
            String treeSha,
            Source source,
            Target target,
            @Nullable String mergeBaseSha,
            int promotedCommits) {}

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Preview(
            @JsonProperty("status") String verdict,
            String result,
            String sourceBranch,
            String sourceRef,
            String targetBranch,
            String sourceTipSha,
            String targetTipSha,
            @Nullable String mergeBaseSha,
            List<String> conflictPaths,
            List<Conflict> conflicts,
            List<Filtered> filteredConflicts) {}

    /** One file with its contents: with markers, before, and on both sides. */
    record Conflict(String path, Blob result, Blob base, Blob ours, Blob theirs) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Blob(@Nullable String oid, @Nullable String content, boolean truncated, boolean binary) {}

    record Filtered(String path, String reason) {}
}
