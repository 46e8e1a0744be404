package dev.millrace.git.dfs;

import dev.millrace.git.ref.RefNamespace;
import dev.millrace.git.write.WriteLimits;
import java.util.UUID;
import org.eclipse.jgit.lib.Repository;

/** What a commit needs of the session that it commits. */
interface StagedView {

    UUID repositoryId();

    /** With what is staged. */
    Repository repository();

    /** Refs as of the session's last load. */
    RefSnapshot refs();

    StagedObjects objects();

    /** Which refs may be moved; commands name them as they are stored. */
    RefNamespace namespace();

    WriteLimits limits();

    /** Reloads refs and packs; what is staged stays. */
    void refresh();
}
