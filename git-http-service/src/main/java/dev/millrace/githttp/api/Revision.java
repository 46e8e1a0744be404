package dev.millrace.githttp.api;

import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.kit.error.MillraceException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/** Resolves what a call names as a commit. */
public final class Revision {

    private static final List<String> PREFIXES = List.of("", Constants.R_HEADS, Constants.R_TAGS);

    private Revision() {}

    /**
     * The commit.
     *
     * @param name a commit's 40 hex digits, a full ref name, or the short name of a branch or tag; no other revision syntax.
     *     A commit only has to exist: a forced push may have left it behind since it was announced.
     */
    public static Optional<ObjectId> find(Repository git, String name) throws IOException {
        try (RevWalk walk = new RevWalk(git)) {
            for (String prefix : PREFIXES) {
                Ref found = git.exactRef(prefix + name);
                if (found != null && found.getObjectId() != null) {
                    return Optional.of(walk.parseCommit(found.getObjectId()).copy());
                }
            }
            return ObjectId.isId(name)
                    ? Optional.of(walk.parseCommit(ObjectId.fromString(name)).copy())
                    : Optional.empty();
        } catch (MissingObjectException | IncorrectObjectTypeException noCommit) {
            return Optional.empty();
        }
    }

    /** As {@link #find}, and any other revision that git resolves, such as {@code main~2} or a shortened id. */
    public static Optional<ObjectId> findAny(Repository git, String revision) throws IOException {
        Optional<ObjectId> named = find(git, revision);
        if (named.isPresent() || revision.contains("@{") || revision.contains(":")) {
            return named;
        }
        try (RevWalk walk = new RevWalk(git)) {
            ObjectId id = git.resolve(revision + "^{commit}");
            return id == null
                    ? Optional.empty()
                    : Optional.of(walk.parseCommit(id).copy());
        } catch (RevisionSyntaxException
                | AmbiguousObjectException
                | MissingObjectException
                | IncorrectObjectTypeException noCommit) {
            return Optional.empty();
        }
    }

    /**
     * As {@link #find}, the default branch if nothing is named.
     *
     * @throws MillraceException 404 if there is none
     */
    public static ObjectId load(OpenedRepository opened, Optional<String> name) throws IOException {
        String wanted = name.orElse(Constants.HEAD);
        return find(opened.git(), wanted).orElseThrow(() -> missing(opened.stored(), wanted));
    }

    /** As {@link #load}, in the syntax of {@link #findAny}. */
    public static ObjectId loadAny(OpenedRepository opened, String revision) throws IOException {
        return findAny(opened.git(), revision).orElseThrow(() -> missing(opened.stored(), revision));
    }

    /** The name of the branch that HEAD points to, without {@code refs/heads/}. */
    public static Optional<String> defaultBranch(Repository git) throws IOException {
        return Optional.ofNullable(git.exactRef(Constants.HEAD))
                .filter(Ref::isSymbolic)
                .map(head -> Repository.shortenRefName(head.getTarget().getName()));
    }

    /** 404: nothing has this name. */
    public static MillraceException missing(StoredRepository stored, String name) {
        return MillraceException.notFound("there is no commit, branch or tag '%s' in %s".formatted(name, stored.name()))
                .withCode("ref_missing");
    }

    /** 404: the commit has nothing at this path. */
    public static MillraceException pathMissing(StoredRepository stored, String path, ObjectId commit) {
        return MillraceException.notFound(
                        "there is no file '%s' at commit %s of %s".formatted(path, commit.name(), stored.name()))
                .withCode("path_missing");
    }
}
