package dev.millrace.githttp.catalog;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/**
 * A request for a new repository.
 *
 * @param name for tokens of the whole team; a token for one repository names it itself
 * @param defaultBranch short name, kept regardless of the first push; if absent, {@code main} until the first push chooses.
 *     The upstream decides for a mirror, unless {@code base_repo} names one: clients send {@code main} here unprompted
 * @param baseRepo what it is to follow, copy or import; absent for an empty repository
 * @param initialCommit message and author of the one commit of a snapshot
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record NewRepositoryBody(
        @Nullable String name,
        @Nullable String defaultBranch,
        @Nullable BaseRepoBody baseRepo,
        @Nullable InitialCommitBody initialCommit) {

    /**
     * A commit to be created.
     *
     * @param message complete text
     * @param author also the committer
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record InitialCommitBody(
            @Nullable String message, @Nullable AuthorBody author) {}

    /** Author of a commit. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record AuthorBody(@Nullable String name, @Nullable String email) {}
}
