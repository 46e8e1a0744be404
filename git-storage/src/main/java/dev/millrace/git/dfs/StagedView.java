package dev.millrace.git.dfs;

import java.util.UUID;
import org.eclipse.jgit.lib.Repository;

/** What a commit needs to see of the session that it commits. */
interface StagedView {

    UUID repositoryId();

    /** With what is staged. */
    Repository repository();

    /** Refs as they were when the session last looked. */
    RefSnapshot refs();

    StagedObjects objects();

    /** Looks again at refs and packs; what is staged stays. */
    void refresh();
}
