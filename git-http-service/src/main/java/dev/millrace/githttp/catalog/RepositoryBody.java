package dev.millrace.githttp.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.git.StoredRepository;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * A repository in answers. Two generations of SDKs call its name {@code url} and {@code repo_name}; both are sent.
 *
 * @param repoId our id
 * @param url the name, {@code acme/widgets}
 * @param repoName the name again
 * @param defaultBranch short name of the branch that HEAD points to; the commit's id if HEAD is detached
 * @param createdAt RFC 3339, UTC
 * @param baseRepo where a mirror comes from; absent for a repository of the team's own
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record RepositoryBody(
        String repoId,
        String url,
        String repoName,
        String defaultBranch,
        String createdAt,
        @Nullable BaseRepoBody baseRepo) {

    static RepositoryBody of(StoredRepository repository) {
        return new RepositoryBody(
                repository.id().toString(),
                repository.name(),
                repository.name(),
                Repository.shortenRefName(repository.head()),
                repository.createdAt().toString(),
                repository
                        .upstreamKey()
                        .map(key -> BaseRepoBody.of(key, repository.name()))
                        .orElse(null));
    }

    /**
     * Where a mirror comes from.
     *
     * @param provider the forge's host, for example {@code github.com}
     * @param owner what stands before the last {@code /} of the name there
     * @param name the rest
     */
    record BaseRepoBody(String provider, String owner, String name) {

        static BaseRepoBody of(String upstreamKey, String fullName) {
            int slash = fullName.lastIndexOf('/');
            return new BaseRepoBody(
                    upstreamKey.substring(0, Math.max(0, upstreamKey.lastIndexOf(':'))),
                    fullName.substring(0, Math.max(0, slash)),
                    fullName.substring(slash + 1));
        }
    }
}
