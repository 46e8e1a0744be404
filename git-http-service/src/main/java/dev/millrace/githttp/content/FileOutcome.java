package dev.millrace.githttp.content;

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
     * @param content may be large; to be streamed
     */
    record Found(Repository repository, ObjectId commit, ObjectId blob, ObjectLoader content)
            implements FileOutcome, AutoCloseable {

        @Override
        public void close() {
            repository.close();
        }
    }

    /** The ref does not resolve to a commit. */
    record RefMissing(String ref) implements FileOutcome {}

    /** The commit has no file at that path. */
    record PathMissing(String path, ObjectId commit) implements FileOutcome {}
}
