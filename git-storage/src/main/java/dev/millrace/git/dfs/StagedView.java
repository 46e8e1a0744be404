package dev.millrace.git.dfs;

import dev.millrace.git.ref.RefNamespace;
import dev.millrace.git.write.WriteLimits;
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

    /** Which refs may be moved; commands name them as they are stored. */
    RefNamespace namespace();

    WriteLimits limits();

    /** Looks again at refs and packs; what is staged stays. */
    void refresh();
}
