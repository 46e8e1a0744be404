package dev.millrace.git.dfs;

import dev.millrace.git.write.UpdateOutcome;
import java.io.IOException;
import java.util.List;

/** What the refs of a write session are changed through. */
interface RefWrites {

    /**
     * Executes commands, in one transaction with what is staged.
     *
     * @throws IOException if the object store failed, or the outcome of the commit stayed unknown
     */
    UpdateOutcome commit(List<RefCommand> commands, boolean atomic) throws IOException;

    /** Reloads the state from the database. */
    void refresh();
}
