package dev.millrace.git.catalog;

import dev.millrace.kit.text.HiddenCharacters;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;

/**
 * A repository to be created.
 *
 * @param team slug of the team it belongs to
 * @param name unique in the team
 * @param upstreamKey for the mirror of an installation, {@code instance:id} of the repository at its forge, unique in the
 *     team; empty for every other repository
 * @param defaultBranch short name, for example {@code main}; HEAD points to it before it exists
 * @param defaultBranchChosen whether a caller named it; otherwise the first push may choose another
 */
public record NewRepository(
        String team,
        RepositoryName name,
        Optional<String> upstreamKey,
        String defaultBranch,
        boolean defaultBranchChosen) {

    public NewRepository {
        if (!Repository.isValidRefName("refs/heads/" + defaultBranch)) {
            throw new IllegalArgumentException("default branch '%s' is no valid branch name".formatted(defaultBranch));
        }
        HiddenCharacters.find(defaultBranch).ifPresent(hidden -> {
            throw new IllegalArgumentException("default branch '%s' holds the character U+%04X, which is not seen"
                    .formatted(HiddenCharacters.escaped(defaultBranch), hidden));
        });
    }

    /** One without a chosen default branch. */
    public NewRepository(String team, RepositoryName name, Optional<String> upstreamKey, String defaultBranch) {
        this(team, name, upstreamKey, defaultBranch, false);
    }
}
