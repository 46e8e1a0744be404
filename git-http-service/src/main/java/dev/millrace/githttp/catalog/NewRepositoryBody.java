package dev.millrace.githttp.catalog;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/**
 * A wish for a repository.
 *
 * @param name for tokens of the whole team; a token for one repository names it itself
 * @param defaultBranch short name, kept whatever is pushed first; if absent, {@code main} until the first push chooses. Of a synced repository the upstream decides, unless {@code
 *     base_repo} names one: clients send {@code main} here without being asked
 * @param baseRepo what it shall follow, copy or import; absent for an empty one
 * @param initialCommit of a snapshot: how its one commit reads
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record NewRepositoryBody(
        @Nullable String name,
        @Nullable String defaultBranch,
        @Nullable BaseRepoBody baseRepo,
        @Nullable InitialCommitBody initialCommit) {

    /**
     * A commit to be made.
     *
     * @param message whole text
     * @param author also the committer
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record InitialCommitBody(
            @Nullable String message, @Nullable AuthorBody author) {}

    /** Who made a commit. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record AuthorBody(@Nullable String name, @Nullable String email) {}
}
