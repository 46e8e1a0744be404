package dev.millrace.githttp.content;

import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;

/** Whether a file stands at a path at a commit. */
sealed interface FileOutcome {

    /**
     * It does. Whoever has this closes it.
     *
     * @param repository kept open while the file is read
     * @param commit at which it was looked up
     * @param blob id of the content
     * @param content may be large; to be streamed
     */
    record Found(Repository repository, ObjectId commit, ObjectId blob, ObjectLoader content)
            implements FileOutcome, AutoCloseable {

        @Override
        public void close() {
            repository.close();
        }
    }

    /** No commit is meant by that ref. */
    record RefMissing(String ref) implements FileOutcome {}

    /** The commit has no file there. */
    record PathMissing(String path, ObjectId commit) implements FileOutcome {}
}
