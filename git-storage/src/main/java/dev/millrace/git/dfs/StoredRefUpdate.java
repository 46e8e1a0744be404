package dev.millrace.git.dfs;

import dev.millrace.git.dfs.RefCommand.Expected;
import dev.millrace.git.dfs.RefCommand.Value;
import dev.millrace.git.write.RefResult;
import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;

/** JGit's update of a single ref: it runs JGit's checks, and then is one command for {@link CommitRefs}. */
final class StoredRefUpdate extends RefUpdate {

    private final RefDatabase database;
    private final Repository repository;
    private final RefWrites writes;
    private Ref target;

    StoredRefUpdate(RefDatabase database, Repository repository, Ref ref, RefWrites writes) {
        super(ref);
        this.database = database;
        this.repository = repository;
        this.writes = writes;
        this.target = ref;
    }

    @Override
    protected RefDatabase getRefDatabase() {
        return database;
    }

    @Override
    protected Repository getRepository() {
        return repository;
    }

    @Override
    protected boolean tryLock(boolean deref) {
        target = deref ? getRef().getLeaf() : getRef();
        setOldObjectId(target.getObjectId());
        return true;
    }

    @Override
    protected void unlock() {
        // the lock is taken by the commit, and only for as long as it lasts
    }

    @Override
    protected Result doUpdate(Result wanted) throws IOException {
        return commit(Value.at(getNewObjectId()), wanted);
    }

    @Override
    protected Result doDelete(Result wanted) throws IOException {
        return commit(new Value.Absent(), wanted);
    }

    @Override
    protected Result doLink(String to) throws IOException {
        target = getRef();
        return commit(new Value.Link(to), target.getStorage() == Ref.Storage.NEW ? Result.NEW : Result.FORCED);
    }

    private Result commit(Value value, Result wanted) throws IOException {
        String message = getRefLogMessage();
        var command = new RefCommand(
                target.getName(),
                new Expected.Exactly(Value.of(target.getStorage() == Ref.Storage.NEW ? null : target)),
                value,
                true,
                message == null ? "" : message);
        RefResult result = writes.commit(List.of(command), true).results().getFirst();
        return switch (result.status()) {
            case MOVED, UNCHANGED -> wanted;
            case MISSING_OBJECT -> Result.REJECTED_MISSING_OBJECT;
            case INVALID_NAME, OVER_LIMIT -> Result.REJECTED_OTHER_REASON;
            case NOT_FAST_FORWARD -> Result.REJECTED;
            case STALE, NAME_CONFLICT, ABORTED -> Result.LOCK_FAILURE;
        };
    }
}
