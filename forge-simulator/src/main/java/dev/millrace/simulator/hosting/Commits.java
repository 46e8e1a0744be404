package dev.millrace.simulator.hosting;

import dev.millrace.simulator.rest.GitHubFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevWalk;

/** Finds commits by a branch, a tag or an object id. */
public final class Commits {

    private Commits() {}

    /**
     * The commit of a full object id.
     *
     * @param sha 40 hex digits
     */
    public static Optional<ObjectId> find(HostedRepository repository, String sha) {
        return ObjectId.isId(sha) ? commit(repository, ObjectId.fromString(sha)) : Optional.empty();
    }

    /**
     * The commit that a branch, a tag or a full object id resolves to.
     *
     * @throws GitHubFailure 422 if it resolves to none
     */
    public static ObjectId load(HostedRepository repository, String name) {
        try {
            for (String prefix : new String[] {"", Constants.R_HEADS, Constants.R_TAGS, Constants.R_REFS}) {
                Ref ref = repository.git().exactRef(prefix + name);
                if (ref != null && ref.getObjectId() != null) {
                    return commit(repository, ref.getObjectId()).orElseThrow(() -> missing(name));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return find(repository, name).orElseThrow(() -> missing(name));
    }

    private static Optional<ObjectId> commit(HostedRepository repository, ObjectId id) {
        try (RevWalk walk = new RevWalk(repository.git())) {
            return Optional.of(walk.parseCommit(id).copy());
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GitHubFailure missing(String name) {
        return GitHubFailure.of(422, "No commit found for SHA: " + name);
    }
}
