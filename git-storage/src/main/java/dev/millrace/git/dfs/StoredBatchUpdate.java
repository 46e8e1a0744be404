package dev.millrace.git.dfs;

import dev.millrace.git.dfs.RefCommand.Expected;
import dev.millrace.git.dfs.RefCommand.Value;
import dev.millrace.git.write.RefResult;
import dev.millrace.git.write.UpdateOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.jspecify.annotations.Nullable;

/** A batch of JGit's commands as one commit. JGit's own class would run them one after the other. */
final class StoredBatchUpdate extends BatchRefUpdate {

    private final Optional<RefWrites> writes;

    StoredBatchUpdate(RefDatabase database, Optional<RefWrites> writes) {
        super(database);
        this.writes = writes;
    }

    @Override
    public void execute(RevWalk walk, ProgressMonitor monitor, @Nullable List<String> pushOptions) throws IOException {
        if (pushOptions != null) {
            setPushOptions(pushOptions);
        }
        List<ReceiveCommand> pending = ReceiveCommand.filter(getCommands(), Result.NOT_ATTEMPTED);
        if (isAtomic() && pending.size() < getCommands().size()) {
            ReceiveCommand.abort(getCommands());
            return;
        }
        if (pending.isEmpty()) {
            return;
        }
        UpdateOutcome outcome = writes.orElseThrow(StoredObjects::readOnly)
                .commit(pending.stream().map(this::command).toList(), isAtomic());
        for (int i = 0; i < pending.size(); i++) {
            report(pending.get(i), outcome.results().get(i));
        }
    }

    @Override
    public void execute(RevWalk walk, ProgressMonitor monitor) throws IOException {
        execute(walk, monitor, null);
    }

    private RefCommand command(ReceiveCommand command) {
        Value before =
                command.getOldSymref() == null ? Value.at(command.getOldId()) : new Value.Link(command.getOldSymref());
        Value after =
                command.getNewSymref() == null ? Value.at(command.getNewId()) : new Value.Link(command.getNewSymref());
        String message = isRefLogDisabled(command) ? null : getRefLogMessage(command);
        return new RefCommand(
                command.getRefName(),
                new Expected.Exactly(before),
                after,
                isAllowNonFastForwards(),
                message == null ? "" : message);
    }

    private static void report(ReceiveCommand command, RefResult result) {
        switch (result.status()) {
            case MOVED, UNCHANGED -> command.setResult(Result.OK);
            case STALE -> command.setResult(Result.LOCK_FAILURE, result.message());
            case NOT_FAST_FORWARD -> command.setResult(Result.REJECTED_NONFASTFORWARD, result.message());
            case NAME_CONFLICT, INVALID_NAME, OVER_LIMIT ->
                command.setResult(Result.REJECTED_OTHER_REASON, result.message());
            case MISSING_OBJECT -> command.setResult(Result.REJECTED_MISSING_OBJECT, result.message());
            case ABORTED -> command.setResult(Result.REJECTED_OTHER_REASON, JGitText.get().transactionAborted);
        }
    }
}
