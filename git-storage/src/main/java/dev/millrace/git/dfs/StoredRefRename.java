package dev.millrace.git.dfs;

import dev.millrace.git.dfs.RefCommand.Expected;
import dev.millrace.git.dfs.RefCommand.Value;
import dev.millrace.git.write.UpdateOutcome;
import java.io.IOException;
import java.util.ArrayList;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.RefRename;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.RefUpdate.Result;

/** Renames a ref, and moves HEAD along, in one transaction: {@code a} may become {@code a/b}. */
final class StoredRefRename extends RefRename {

    private final RefWrites writes;

    StoredRefRename(RefUpdate source, RefUpdate destination, RefWrites writes) {
        super(source, destination);
        this.writes = writes;
    }

    @Override
    protected Result doRename() throws IOException {
        String message = getRefLogMessage() == null ? "" : getRefLogMessage();
        var from = Value.of(source.getRef());
        var commands = new ArrayList<RefCommand>();
        commands.add(new RefCommand(source.getName(), new Expected.Exactly(from), new Value.Absent(), true, message));
        commands.add(
                new RefCommand(destination.getName(), new Expected.Exactly(new Value.Absent()), from, true, message));
        if (needToUpdateHEAD()) {
            commands.add(new RefCommand(
                    Constants.HEAD,
                    new Expected.Exactly(new Value.Link(source.getName())),
                    new Value.Link(destination.getName()),
                    true,
                    message));
        }
        return writes.commit(commands, true) instanceof UpdateOutcome.Committed ? Result.RENAMED : Result.LOCK_FAILURE;
    }
}
