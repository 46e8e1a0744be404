package dev.millrace.githttp.content;

import java.time.Instant;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;

/** Whether a file exists at a path at a commit. */
sealed interface FileOutcome {

    /**
     * The file exists. The caller closes this.
     *
     * @param repository kept open while the file is read
     * @param commit at which the file was looked up
     * @param blob id of the content
     * @param last commit that changed it last; empty if that was very long ago
     * @param content may be large; to be streamed
     */
    record Found(Repository repository, ObjectId commit, ObjectId blob, Optional<Last> last, ObjectLoader content)
            implements FileOutcome, AutoCloseable {

        @Override
        public void close() {
            repository.close();
        }
    }

    /**
     * The last change of a file.
     *
     * @param committedAt the committer's time
     */
    record Last(ObjectId commit, Instant committedAt) {}

    /** The ref does not resolve to a commit. */
    record RefMissing(String ref) implements FileOutcome {}

    /** The commit has no file at that path. */
    record PathMissing(String path, ObjectId commit) implements FileOutcome {}
}
