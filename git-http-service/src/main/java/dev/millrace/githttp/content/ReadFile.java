package dev.millrace.githttp.content;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.githttp.api.Revision;
import dev.millrace.githttp.content.FileOutcome.Found;
import dev.millrace.githttp.content.FileOutcome.Last;
import dev.millrace.githttp.content.FileOutcome.PathMissing;
import dev.millrace.githttp.content.FileOutcome.RefMissing;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Finds a file at a path and a commit. */
@ApplicationScoped
class ReadFile {

    /** Commits that are searched for the last change: the file itself must be sent without delay. */
    private static final int SEARCHED = 500;

    private final GitStorage storage;

    ReadFile(GitStorage storage) {
        this.storage = storage;
    }

    /**
     * The file.
     *
     * @param namespace in which the ref is looked up
     * @param ref as in {@link Revision#find}
     * @param path from the root, for example {@code src/Main.java}; one leading {@code /} is ignored
     */
    FileOutcome at(StoredRepository stored, RefNamespace namespace, String ref, String path) {
        Repository repository = storage.read(stored, namespace);
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
        Optional<ObjectId> commit = Revision.find(repository, ref);
        if (commit.isEmpty()) {
            return new RefMissing(ref);
        }
        PathMissing missing = new PathMissing(path, commit.get());
        if (path.isEmpty() || path.endsWith("/") || path.contains("//")) {
            return missing;
        }
        try (TreeWalk walk = TreeWalk.forPath(repository, path, tree(repository, commit.get()))) {
            if (walk == null || (walk.getFileMode(0).getBits() & FileMode.TYPE_MASK) == FileMode.TYPE_GITLINK) {
                return missing;
            }
            if (walk.getFileMode(0).getObjectType() != Constants.OBJ_BLOB) {
                return missing;
            }
            ObjectId blob = walk.getObjectId(0);
            return new Found(
                    repository,
                    commit.get(),
                    blob,
                    last(repository, commit.get(), path),
                    repository.open(blob, Constants.OBJ_BLOB));
        }
    }

    private static RevTree tree(Repository repository, ObjectId commit) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.parseCommit(commit).getTree();
        }
    }

    private static Optional<Last> last(Repository repository, ObjectId commit, String path) throws IOException {
        ObjectId last =
                LastCommits.of(repository, commit, List.of(path), SEARCHED).get(path);
        if (last == null) {
            return Optional.empty();
        }
        try (RevWalk walk = new RevWalk(repository)) {
            return Optional.of(
                    new Last(last, Instant.ofEpochSecond(walk.parseCommit(last).getCommitTime())));
        }
    }
}
