package dev.millrace.githttp.content;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.githttp.content.FileOutcome.Found;
import dev.millrace.githttp.content.FileOutcome.PathMissing;
import dev.millrace.githttp.content.FileOutcome.RefMissing;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Finds a file at a path and a commit. */
@ApplicationScoped
class ReadFile {

    private static final List<String> PREFIXES = List.of("", Constants.R_HEADS, Constants.R_TAGS);

    private final GitStorage storage;

    ReadFile(GitStorage storage) {
        this.storage = storage;
    }

    /**
     * The file.
     *
     * @param ref a commit's 40 hex digits, a full ref name, or the short name of a branch or tag; no other revision syntax.
     *     A commit only has to exist: a forced push may have left it behind since it was announced.
     * @param path from the root, for example {@code src/Main.java}; one leading {@code /} is ignored
     */
    FileOutcome at(StoredRepository stored, String ref, String path) {
        Repository repository = storage.read(stored);
        FileOutcome outcome = null;
        try {
            outcome = find(repository, ref, path.startsWith("/") ? path.substring(1) : path);
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException("file cannot be read", e);
        } finally {
            if (!(outcome instanceof Found)) {
                repository.close();
            }
        }
    }

    private static FileOutcome find(Repository repository, String ref, String path) throws IOException {
        Optional<RevCommit> commit = commit(repository, ref);
        if (commit.isEmpty()) {
            return new RefMissing(ref);
        }
        PathMissing missing = new PathMissing(path, commit.get().copy());
        if (path.isEmpty() || path.endsWith("/") || path.contains("//")) {
            return missing;
        }
        try (TreeWalk walk = TreeWalk.forPath(repository, path, commit.get().getTree())) {
            if (walk == null || (walk.getFileMode(0).getBits() & FileMode.TYPE_MASK) == FileMode.TYPE_GITLINK) {
                return missing;
            }
            if (walk.getFileMode(0).getObjectType() != Constants.OBJ_BLOB) {
                return missing;
            }
            ObjectId blob = walk.getObjectId(0);
            return new Found(repository, commit.get().copy(), blob, repository.open(blob, Constants.OBJ_BLOB));
        }
    }

    private static Optional<RevCommit> commit(Repository repository, String ref) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            for (String prefix : PREFIXES) {
                Ref found = repository.exactRef(prefix + ref);
                if (found != null && found.getObjectId() != null) {
                    return Optional.of(walk.parseCommit(found.getObjectId()));
                }
            }
            return ObjectId.isId(ref) ? Optional.of(walk.parseCommit(ObjectId.fromString(ref))) : Optional.empty();
        } catch (MissingObjectException | IncorrectObjectTypeException noCommit) {
            return Optional.empty();
        }
    }
}
