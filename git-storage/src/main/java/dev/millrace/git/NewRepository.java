package dev.millrace.git;

import java.util.Optional;
import org.eclipse.jgit.lib.Repository;

/**
 * A repository to be made.
 *
 * @param team slug of the team it belongs to
 * @param name unique in the team
 * @param upstreamKey for the mirror of an installation, {@code instance:id} of the repository at its forge, unique in the
 *     team; empty for every other repository
 * @param defaultBranch short name, for example {@code main}; HEAD points to it before it exists
 */
public record NewRepository(String team, RepositoryName name, Optional<String> upstreamKey, String defaultBranch) {

    public NewRepository {
        if (!Repository.isValidRefName("refs/heads/" + defaultBranch)) {
            throw new IllegalArgumentException("default branch '%s' is no valid branch name".formatted(defaultBranch));
        }
    }
}
