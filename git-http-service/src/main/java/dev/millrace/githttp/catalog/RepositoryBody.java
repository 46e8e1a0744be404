package dev.millrace.githttp.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.Upstream;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * A repository in responses. Two generations of SDKs call its name {@code url} and {@code repo_name}; both are sent.
 *
 * @param repoId our id
 * @param url the name, {@code acme/widgets}
 * @param repoName the name again
 * @param defaultBranch short name of the branch that HEAD points to; the commit's id if HEAD is detached
 * @param createdAt RFC 3339, UTC
 * @param archive whether it keeps what its upstream forces away or deletes, if that was chosen for this repository
 * @param baseRepo what it follows; absent for a repository without an upstream
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record RepositoryBody(
        String repoId,
        String url,
        String repoName,
        String defaultBranch,
        String createdAt,
        @Nullable Boolean archive,
        @Nullable FollowedBody baseRepo) {

    RepositoryBody withArchive(Optional<Boolean> chosen) {
        return new RepositoryBody(repoId, url, repoName, defaultBranch, createdAt, chosen.orElse(null), baseRepo);
    }

    static RepositoryBody of(StoredRepository repository) {
        return new RepositoryBody(
                repository.id().toString(),
                repository.name(),
                repository.name(),
                Repository.shortenRefName(repository.head()),
                repository.createdAt().toString(),
                null,
                repository
                        .upstream()
                        .filter(Upstream::isAttached)
                        .map(FollowedBody::of)
                        .or(() -> repository.upstreamKey().map(key -> FollowedBody.of(key, repository.name())))
                        .orElse(null));
    }

    /**
     * What a repository follows.
     *
     * @param provider kind of the forge
     * @param owner there
     * @param name there
     * @param upstreamHost host of the forge
     * @param operation {@code sync} or {@code import}
     * @param syncState {@code waiting}, {@code running}, {@code failed} or {@code synced}; absent for the mirror of an
     *     installation
     * @param syncError why the last attempt failed
     * @param readOnly {@code true} if pushes are refused; absent otherwise
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FollowedBody(
            String provider,
            String owner,
            String name,
            String upstreamHost,
            String operation,
            @Nullable String syncState,
            @Nullable String syncError,
            @Nullable Boolean readOnly) {

        static FollowedBody of(Upstream upstream) {
            return new FollowedBody(
                    upstream.origin().provider(),
                    upstream.origin().owner(),
                    upstream.origin().name(),
                    upstream.origin().host(),
                    lower(upstream.origin().operation()),
                    lower(upstream.state()),
                    upstream.lastError().orElse(null),
                    upstream.readOnly() ? Boolean.TRUE : null);
        }

        /** Only one provider has installations of an App. */
        static FollowedBody of(String upstreamKey, String fullName) {
            int slash = fullName.lastIndexOf('/');
            return new FollowedBody(
                    Provider.GITHUB.wireName(),
                    fullName.substring(0, Math.max(0, slash)),
                    fullName.substring(slash + 1),
                    upstreamKey.substring(0, Math.max(0, upstreamKey.lastIndexOf(':'))),
                    "sync",
                    null,
                    null,
                    null);
        }

        private static String lower(Enum<?> word) {
            return word.name().toLowerCase(Locale.ROOT);
        }
    }
}
