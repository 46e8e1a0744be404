package dev.millrace.githttp.commit;

import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;

/** What happens to a path in a new commit. */
sealed interface FileChange {

    /** The file has this content. */
    record Upsert(FileMode mode, ObjectId id) implements FileChange {}

    /** The file, or the folder with all in it, is removed. */
    record Delete() implements FileChange {}
}
