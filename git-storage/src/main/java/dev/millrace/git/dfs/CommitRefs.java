package dev.millrace.git.dfs;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.catalog.RepositoryMissing;
import dev.millrace.git.catalog.RepositoryStore;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.check.HistoryMemory;
import dev.millrace.git.dfs.RefCommand.Expected;
import dev.millrace.git.dfs.RefCommand.Value;
import dev.millrace.git.search.IndexProgressStore;
import dev.millrace.git.settings.SettingsStore;
import dev.millrace.git.write.RefResult;
import dev.millrace.git.write.RefResult.Status;
import dev.millrace.git.write.UpdateOutcome;
import dev.millrace.git.write.WriteLimits;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.work.Backoff;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes staged packs and moved refs visible: checks, upload, then one transaction under the lock of the repository's row
 * that writes packs, refs, HEAD, reflog, events and the record of the push itself.
 *
 * <p>It runs again, from the checks, when the database aborted it in favor of another transaction, and when another writer
 * moved something that the checks relied on. When the response to a commit is lost, the record of the push shows whether it
 * was committed.
 */
final class CommitRefs {

    private static final Logger LOG = Logger.getLogger(CommitRefs.class);
    private static final int ATTEMPTS = 8;
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(2));

    /** How long objects left behind by a forced move or a deletion count as reachable. */
    private static final Duration RETENTION = Duration.ofDays(14);

    /**
     * A sync may fetch more, stage by stage: packing at the same time would take the processors from it, and have to be
     * repeated.
     */
    private static final Duration SYNC_MAY_BRING_MORE = Duration.ofSeconds(10);

    private final Database database;
    private final RepositoryStore repositories;
    private final RefStore refs;
    private final PackStore packs;
    private final RetainedTipStore retainedTips;
    private final IndexProgressStore indexProgress = new IndexProgressStore();
    private final SettingsStore settings = new SettingsStore();
    private final RefEvents events;
    private final HistoryMemory memory;
    private final Clock clock;
    private final String node;

    CommitRefs(
            Database database,
            RepositoryStore repositories,
            RefStore refs,
            PackStore packs,
            RetainedTipStore retainedTips,
            RefEvents events,
            HistoryMemory memory,
            Clock clock,
            String node) {
        this.database = database;
        this.repositories = repositories;
        this.refs = refs;
        this.packs = packs;
        this.retainedTips = retainedTips;
        this.events = events;
        this.memory = memory;
        this.clock = clock;
        this.node = node;
    }

    /** Results are in the order of the commands. The session's owner refreshes its view. */
    UpdateOutcome handle(StagedView view, List<RefCommand> commands, boolean atomic, UpdateContext mover)
            throws IOException {
        UUID pushId = UUID.randomUUID();
        for (int attempt = 1; ; attempt++) {
            CheckedCommands checked = CheckedCommands.of(view, commands, memory);
            if (checked.isHopeless(atomic)) {
                return new UpdateOutcome.Refused(checked.results(atomic));
            }
            upload(view);
            var commit = new Attempt(view, checked, atomic, mover, pushId);
            try {
                return database.inTransaction(commit::run);
            } catch (OutdatedView e) {
                LOG.debugf("repositoryId=%s attempt=%d: %s", view.repositoryId(), attempt, e.getMessage());
            } catch (UncheckedIOException e) {
                throw e.getCause();
            } catch (RepositoryMissing e) {
                throw e;
            } catch (RuntimeException e) {
                if (commit.outcome != null) {
                    Optional<UpdateOutcome> known = outcomeAfterLostAnswer(commit, e);
                    if (known.isPresent()) {
                        return known.get();
                    }
                } else if (!RepositoryStore.gaveWay(e)) {
                    throw e;
                }
            }
            if (attempt == ATTEMPTS) {
                throw new IOException("gave up moving refs of %s after %d attempts against other writers"
                        .formatted(view.repositoryId(), ATTEMPTS));
            }
            pause(attempt);
            view.refresh();
        }
    }

    private void upload(StagedView view) throws IOException {
        List<StagedPack> waiting = view.objects().staged().stream()
                .filter(pack -> !pack.isUploaded())
                .toList();
        if (!waiting.isEmpty()) {
            database.useTransaction(tx -> packs.addIntents(tx, view.repositoryId(), waiting, node, clock.instant()));
            view.objects().upload();
        }
    }

    /** Empty if the transaction was not committed, and may be run again. */
    private Optional<UpdateOutcome> outcomeAfterLostAnswer(Attempt commit, RuntimeException lost) throws IOException {
        UUID repositoryId = commit.view.repositoryId();
        LOG.warnf("repositoryId=%s pushId=%s: the answer to the commit was lost", repositoryId, commit.pushId);
        RuntimeException last = lost;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                boolean committed =
                        database.inTransaction(tx -> repositories.wasCommitted(tx, repositoryId, commit.pushId));
                LOG.infof("repositoryId=%s pushId=%s committed=%s", repositoryId, commit.pushId, committed);
                return committed ? Optional.ofNullable(commit.outcome) : Optional.empty();
            } catch (RuntimeException e) {
                last = e;
                pause(attempt);
            }
        }
        throw new IOException(
                "it is unknown whether push %s to %s was committed; read the refs before trying again"
                        .formatted(commit.pushId, repositoryId),
                last);
    }

    private static void pause(int attempt) throws IOException {
        try {
            Thread.sleep(BACKOFF.after(attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for another writer", e);
        }
    }

    /** Another writer moved what the checks relied on; check again and decide anew. */
    private static final class OutdatedView extends RuntimeException {

        private static final long serialVersionUID = 1;

        OutdatedView(String message) {
            super(message, null, false, false);
        }
    }

    /** One run of the transaction. */
    private final class Attempt {

        private final StagedView view;
        private final CheckedCommands checked;
        private final boolean atomic;
        private final UpdateContext mover;
        private final UUID pushId;

        /** Set when everything is written and only the commit remains. */
        private @Nullable UpdateOutcome outcome;

        Attempt(StagedView view, CheckedCommands checked, boolean atomic, UpdateContext mover, UUID pushId) {
            this.view = view;
            this.checked = checked;
            this.atomic = atomic;
            this.mover = mover;
            this.pushId = pushId;
        }

        UpdateOutcome run(Transaction tx) {
            StoredRepository before = repositories
                    .lock(tx, view.repositoryId())
                    .orElseThrow(() -> new RepositoryMissing(view.repositoryId()));
            Map<String, Ref> current = currentRefs(tx, before);
            compareWithExpected(current);
            refuseConflicts(tx, current);
            refuseGrowth(tx, before, current);
            List<MovedRef> moves = checked.moves(current, atomic);
            List<RefResult> results = checked.results(atomic);
            if (moves.isEmpty()) {
                return results.stream().allMatch(RefResult::isApplied)
                        ? new UpdateOutcome.Unchanged(before, results)
                        : new UpdateOutcome.Refused(results);
            }
            StoredRepository after = write(tx, before, current, moves);
            var committed = new UpdateOutcome.Committed(after, results);
            outcome = committed;
            return committed;
        }

        /** What the commands name, HEAD, and the branches that HEAD points to before and after. */
        private Map<String, Ref> currentRefs(Transaction tx, StoredRepository before) {
            var names = new TreeSet<String>(checked.names());
            names.add(Constants.HEAD);
            names.add(before.head());
            checked.newHead().ifPresent(names::add);
            return refs.find(tx, before.id(), names);
        }

        private void compareWithExpected(Map<String, Ref> current) {
            for (CheckedCommand command : checked.viable()) {
                Value now = Value.of(current.get(command.name()));
                if (command.command().expected() instanceof Expected.Exactly(Value expected)) {
                    if (!now.equals(expected)) {
                        command.refuse(Status.STALE, "is at %s, not at %s".formatted(text(now), text(expected)));
                    }
                } else if (command.reliesOnOldValue() && !now.equals(command.seen())) {
                    throw new OutdatedView(command.name() + " moved since the check for a fast-forward");
                }
            }
        }

        private void refuseConflicts(Transaction tx, Map<String, Ref> current) {
            List<CheckedCommand> creates = checked.viable().stream()
                    .filter(command -> !command.isDelete() && !current.containsKey(command.name()))
                    .toList();
            if (creates.isEmpty()) {
                return;
            }
            Set<String> gone = checked.deleted(current);
            var taken = new TreeSet<String>();
            List<String> names = creates.stream().map(CheckedCommand::name).toList();
            taken.addAll(refs.find(tx, view.repositoryId(), foldersOf(names)).keySet());
            taken.addAll(refs.namesBelow(tx, view.repositoryId(), names));
            taken.removeAll(gone);
            for (CheckedCommand create : creates) {
                Optional<String> inTheWay = inTheWayOf(create.name(), taken);
                if (inTheWay.isPresent()) {
                    create.refuse(
                            Status.NAME_CONFLICT,
                            "'%s' cannot stand beside '%s'".formatted(create.name(), inTheWay.get()));
                } else {
                    taken.add(create.name());
                }
            }
        }

        private void refuseGrowth(Transaction tx, StoredRepository before, Map<String, Ref> current) {
            WriteLimits limits = view.limits();
            List<CheckedCommand> creates = checked.viable().stream()
                    .filter(command -> !command.isDelete() && !current.containsKey(command.name()))
                    .toList();
            if (!creates.isEmpty() && limits.refs() < Integer.MAX_VALUE) {
                int now = view.refs().version() == before.refsVersion()
                        ? view.refs().size()
                        : refs.count(tx, before.id());
                int then = now + creates.size() - checked.deleted(current).size();
                if (then > limits.refs()) {
                    creates.forEach(command -> command.refuse(
                            Status.OVER_LIMIT,
                            "the repository would have %d refs, and its limit is %d".formatted(then, limits.refs())));
                }
            }
            List<StagedPack> staged = view.objects().staged();
            if (!staged.isEmpty() && limits.packBytes() < Long.MAX_VALUE) {
                long then = packs.bytes(tx, before.id())
                        + staged.stream().mapToLong(StagedPack::packBytes).sum();
                if (then > limits.packBytes()) {
                    checked.viable().stream()
                            .filter(command -> !command.isDelete())
                            .forEach(command -> command.refuse(
                                    Status.OVER_LIMIT,
                                    "the repository would hold %d bytes of packs, and its limit is %d bytes"
                                            .formatted(then, limits.packBytes())));
                }
            }
        }

        private StoredRepository write(
                Transaction tx, StoredRepository before, Map<String, Ref> current, List<MovedRef> requested) {
            Instant at = clock.instant();
            List<MovedRef> archived = archived(tx, before, checked.leavingBehind(requested), at);
            List<MovedRef> moves = archived.isEmpty()
                    ? requested
                    : ArchivedTips.with(requested, archived, refs.find(tx, before.id(), names(archived)));
            List<StagedPack> staged = view.objects().staged();
            String head = checked.headAfter(before.head(), moves);
            StoredRepository after =
                    before.at(head, before.refsVersion() + 1, before.packsVersion() + (staged.isEmpty() ? 0 : 1));
            repositories.saveVersions(tx, after);
            repositories.addPush(tx, pushId, after, mover.cause(), mover.actor(), at);
            if (!staged.isEmpty()) {
                packs.add(tx, after, staged);
            }
            refs.delete(
                    tx,
                    after.id(),
                    moves.stream()
                            .filter(move -> move.after() instanceof Value.Absent)
                            .map(MovedRef::name)
                            .toList());
            refs.save(tx, after, checked.refsToSave(moves), at);
            refs.save(tx, after, ArchivedTips.refs(archived, current), at);
            refs.log(tx, after, moves, mover, pushId, at);
            retain(tx, after, requested, !staged.isEmpty(), at);
            if (moves.stream().anyMatch(move -> isIndexed(move.name()))) {
                indexProgress.request(tx, after.id());
            }
            events.refsMoved(tx, after, mover, moves, at);
            ObjectId newTip = moves.stream()
                    .filter(move -> move.name().equals(head))
                    .findFirst()
                    .map(move -> Optional.ofNullable(move.idAfter()))
                    .orElseGet(() -> Optional.ofNullable(tip(head, current)))
                    .orElse(null);
            announceCommits(tx, after, tip(before.head(), current), newTip, at);
            return after;
        }

        /** An archived mirror keeps under names of their own what is left behind. */
        private List<MovedRef> archived(
                Transaction tx, StoredRepository repository, List<MovedRef> leaving, Instant at) {
            List<MovedRef> archived = ArchivedTips.of(leaving, at);
            return archived.isEmpty() || !repository.isSynced() || !settings.isArchived(tx, repository.id())
                    ? List.of()
                    : archived;
        }

        private static List<String> names(List<MovedRef> moves) {
            return moves.stream().map(MovedRef::name).toList();
        }

        /** Retains what would no longer be reachable, and requests maintenance where the packs may need it. */
        private void retain(
                Transaction tx, StoredRepository after, List<MovedRef> moves, boolean packsAdded, Instant at) {
            List<MovedRef> leaving = checked.leavingBehind(moves);
            if (!leaving.isEmpty()) {
                retainedTips.add(tx, after, leaving, pushId, at, at.plus(RETENTION));
            }
            if (packsAdded || !leaving.isEmpty()) {
                retainedTips.requestMaintenance(
                        tx, after.id(), mover.cause() == Cause.SYNC ? SYNC_MAY_BRING_MORE : Duration.ZERO);
            }
        }

        private void announceCommits(
                Transaction tx,
                StoredRepository after,
                @Nullable ObjectId oldTip,
                @Nullable ObjectId newTip,
                Instant at) {
            if (newTip == null || newTip.equals(oldTip)) {
                return;
            }
            try {
                events.commitsReached(tx, after, view.repository(), oldTip, newTip, at);
            } catch (MissingObjectException e) {
                throw new OutdatedView("the walk to " + newTip.name() + " met an object of another writer's pack");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Whether the index of searches may have the ref, or depend on it. */
    private static boolean isIndexed(String name) {
        return name.startsWith(Constants.R_HEADS) || name.startsWith(Constants.R_TAGS) || name.equals(Constants.HEAD);
    }

    /** Where a branch points; a detached HEAD is its own tip. */
    private static @Nullable ObjectId tip(String head, Map<String, Ref> current) {
        Ref ref = current.get(head);
        if (ref != null) {
            return ref.getObjectId();
        }
        return ObjectId.isId(head) ? ObjectId.fromString(head) : null;
    }

    private static Set<String> foldersOf(List<String> names) {
        var folders = new TreeSet<String>();
        for (String name : names) {
            for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
                if (!folders.add(name.substring(0, slash))) {
                    break;
                }
            }
        }
        return folders;
    }

    private static Optional<String> inTheWayOf(String name, TreeSet<String> taken) {
        for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
            String folder = name.substring(0, slash);
            if (taken.contains(folder)) {
                return Optional.of(folder);
            }
        }
        return Optional.ofNullable(taken.ceiling(name + "/")).filter(next -> next.startsWith(name + "/"));
    }

    private static String text(Value value) {
        return switch (value) {
            case Value.Absent absent -> "nothing";
            case Value.At(ObjectId id) -> id.name();
            case Value.Link(String target) -> target;
        };
    }
}
