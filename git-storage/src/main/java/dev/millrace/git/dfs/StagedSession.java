package dev.millrace.git.dfs;

import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.check.Cancellation;
import dev.millrace.git.check.IncomingMemory;
import dev.millrace.git.check.PackLinks;
import dev.millrace.git.check.PackMemoryBusy;
import dev.millrace.git.check.PackOverLimit;
import dev.millrace.git.dfs.RefCommand.Expected;
import dev.millrace.git.dfs.RefCommand.Value;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.RefResult;
import dev.millrace.git.write.UpdateOutcome;
import dev.millrace.git.write.WriteLimits;
import dev.millrace.git.write.WriteSession;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/** A write session: a separate view, because inserters and pack parsers change its list of packs. */
final class StagedSession implements WriteSession, StagedView, RefWrites {

    private final StateLoader states;
    private final CommitRefs commitRefs;
    private final RefNamespace namespace;
    private final WriteLimits limits;
    private final RepositoryView view;
    private final StagedObjects objects;
    private final UUID repositoryId;
    private RepositoryState state;
    private UpdateContext mover;

    /** What the session itself committed since its last load; it reloads on demand. */
    private Optional<StoredRepository> committed = Optional.empty();

    StagedSession(
            RepositoryState state,
            StateLoader states,
            CommitRefs commitRefs,
            RefLogs logs,
            UpdateContext mover,
            RefNamespace namespace,
            WriteLimits limits,
            ObjectStore store,
            Path scratch,
            Clock clock,
            PackMemory packMemory) {
        this.repositoryId = state.repository().id();
        this.state = state;
        this.states = states;
        this.commitRefs = commitRefs;
        this.mover = mover;
        this.namespace = namespace;
        this.limits = limits;
        this.view = RepositoryView.of(repositoryId);
        this.objects = new StagedObjects(
                view,
                store,
                () -> current().packs(),
                scratch,
                clock,
                packMemory,
                state.repository().team());
        var refs = new StoredRefs(view, repositoryId, () -> current().refs(), namespace, logs, Optional.of(this));
        view.attach(objects, refs);
    }

    @Override
    public UUID repositoryId() {
        return repositoryId;
    }

    @Override
    public Repository repository() {
        return view;
    }

    @Override
    public RefSnapshot refs() {
        return current().refs();
    }

    @Override
    public RefNamespace namespace() {
        return namespace;
    }

    @Override
    public WriteLimits limits() {
        return limits;
    }

    @Override
    public long packBytes() {
        return current().packs().stream()
                .mapToLong(pack -> pack.getFileSize(PackExt.PACK))
                .sum();
    }

    @Override
    public PackLinks newPackLinks() {
        return new PackLinks(objects.memory()::takeIfFree);
    }

    @Override
    public IncomingMemory openMemory() {
        return objects.openMemory();
    }

    @Override
    public void takeMemory(long bytes, String what) throws PackOverLimit, PackMemoryBusy {
        objects.memory().take(bytes, what);
    }

    @Override
    public void announceWith(List<String> pushOptions) {
        mover = new UpdateContext(mover.cause(), mover.actor(), pushOptions);
    }

    private RepositoryState current() {
        committed.ifPresent(repository ->
                state = states.atLeast(repositoryId, repository.refsVersion(), repository.packsVersion()));
        committed = Optional.empty();
        return state;
    }

    @Override
    public StagedObjects objects() {
        return objects;
    }

    @Override
    public UpdateOutcome update(List<RefEdit> edits, Optional<String> newHead, boolean atomic) {
        var commands =
                new ArrayList<>(edits.stream().map(StagedSession::command).toList());
        newHead.ifPresent(target ->
                commands.add(new RefCommand(Constants.HEAD, new Expected.Any(), headValue(target), true, "")));
        try {
            return commit(commands, atomic);
        } catch (IOException e) {
            throw new MillraceException(
                    ErrorKind.INTERNAL,
                    500,
                    null,
                    null,
                    "refs of %s could not be moved: %s".formatted(repositoryId, e.getMessage()),
                    e);
        }
    }

    private static Value headValue(String target) {
        return ObjectId.isId(target) ? new Value.At(ObjectId.fromString(target)) : new Value.Link(target);
    }

    private static RefCommand command(RefEdit edit) {
        return new RefCommand(
                edit.ref(),
                edit.expectedOld()
                        .<Expected>map(old -> new Expected.Exactly(Value.at(old)))
                        .orElse(new Expected.Any()),
                Value.at(edit.newId().orElse(ObjectId.zeroId())),
                edit.force(),
                "");
    }

    @Override
    public UpdateOutcome commit(List<RefCommand> commands, boolean atomic) throws IOException {
        List<RefCommand> stored = commands.stream().map(this::stored).toList();
        // what was checked is committed even if the caller has disconnected meanwhile
        UpdateOutcome outcome = Cancellation.suspended(() -> commitRefs.handle(this, stored, atomic, mover));
        if (outcome instanceof UpdateOutcome.Committed done) {
            objects.committed();
            committed = Optional.of(done.repository());
        }
        return shown(outcome);
    }

    private RefCommand stored(RefCommand command) {
        if (namespace == RefNamespace.DEFAULT) {
            return command;
        }
        Value target = command.target() instanceof Value.Link(String name)
                ? new Value.Link(namespace.stored(name))
                : command.target();
        return new RefCommand(
                namespace.stored(command.ref()), command.expected(), target, command.force(), command.message());
    }

    private UpdateOutcome shown(UpdateOutcome outcome) {
        if (namespace == RefNamespace.DEFAULT) {
            return outcome;
        }
        List<RefResult> results = outcome.results().stream()
                .map(result -> new RefResult(
                        namespace.shown(result.ref()),
                        result.status(),
                        result.message().replace(namespace.prefix(), "")))
                .toList();
        return switch (outcome) {
            case UpdateOutcome.Committed done -> new UpdateOutcome.Committed(done.repository(), results);
            case UpdateOutcome.Unchanged done -> new UpdateOutcome.Unchanged(done.repository(), results);
            case UpdateOutcome.Refused refused -> new UpdateOutcome.Refused(results);
        };
    }

    @Override
    public void refresh() {
        state = states.newest(repositoryId);
        committed = Optional.empty();
        objects.refresh();
    }

    @Override
    public void close() {
        // the view itself holds nothing, and the code that received it may have closed it
        objects.drop();
    }
}
