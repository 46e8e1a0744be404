package dev.millrace.sync.pass;

import dev.millrace.git.check.Connectivity;
import dev.millrace.git.check.HistoryMemory;
import dev.millrace.git.check.PackLinks;
import dev.millrace.git.check.PackOverLimit;
import dev.millrace.git.check.WalkMemory;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.UpdateOutcome;
import dev.millrace.git.write.WriteSession;
import dev.millrace.sync.lfs.LfsScan;
import dev.millrace.sync.lfs.MirrorLfs;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;

/** A write session of our storage and a connection to the upstream; closes both. */
final class StoredExchange implements Exchange {

    private final UUID repositoryId;
    private final Set<String> demanded;
    private final WriteSession session;
    private final HistoryMemory histories;
    private final UpstreamConnection upstream;
    private final MirrorLfs lfs;
    private final SyncProgress progress;
    private final BooleanSupplier isCancelled;

    /** What the fetched objects refer to, if a walk over them is not needed. */
    private Optional<PackLinks> links = Optional.empty();

    StoredExchange(
            UUID repositoryId,
            Set<String> demanded,
            WriteSession session,
            HistoryMemory histories,
            UpstreamConnection upstream,
            MirrorLfs lfs,
            SyncProgress progress,
            BooleanSupplier isCancelled) {
        this.repositoryId = repositoryId;
        this.demanded = demanded;
        this.session = session;
        this.histories = histories;
        this.upstream = upstream;
        this.lfs = lfs;
        this.progress = progress;
        this.isCancelled = isCancelled;
    }

    @Override
    public RefView ours() throws IOException {
        Repository repository = session.repository();
        var tips = new TreeMap<String, ObjectId>();
        for (Ref ref : repository
                .getRefDatabase()
                .getRefsByPrefix(Constants.R_HEADS, Constants.R_TAGS, "refs/pull/", "refs/merge-requests/")) {
            tips.put(ref.getName(), ref.getObjectId());
        }
        Optional<String> head = Optional.ofNullable(repository.exactRef(Constants.HEAD))
                .filter(ref -> ref.isSymbolic() || ref.getObjectId() != null)
                .map(ref -> ref.isSymbolic()
                        ? ref.getTarget().getName()
                        : ref.getObjectId().name());
        return new RefView(tips, head);
    }

    @Override
    public RefView theirs() {
        return upstream.refs().only(demanded);
    }

    @Override
    public List<String> unreadableRefs() {
        return upstream.unreadableRefs();
    }

    @Override
    public Optional<URI> movedTo() {
        return upstream.movedTo();
    }

    @Override
    public Set<ObjectId> missing(Collection<ObjectId> ids) throws IOException {
        Set<ObjectId> missing = new HashSet<>();
        try (ObjectReader reader = session.repository().newObjectReader()) {
            for (ObjectId id : ids) {
                if (!reader.has(id)) {
                    missing.add(id);
                }
            }
        }
        return missing;
    }

    @Override
    public void fetch(Set<ObjectId> wanted, Collection<ObjectId> ours) throws ReadException {
        links = upstream.fetch(wanted, ours, progress, isCancelled);
    }

    @Override
    public Optional<String> findDefect(Collection<ObjectId> targets, Collection<ObjectId> known) throws IOException {
        try (ObjectReader reader = session.repository().newObjectReader()) {
            LfsScan scan = lfs.scan(repositoryId, reader);
            if (links.isPresent()
                    && links.get().areComplete(reader, targets)
                    && !scan.isUsed(links.get().attributes())) {
                return Optional.empty();
            }
            Connectivity.Outcome outcome;
            do {
                outcome = Connectivity.check(session.repository(), targets, known, scan);
            } while (outcome instanceof Connectivity.Outcome.Connected && scan.isToBeRepeated());
            lfs.want(repositoryId, scan);
            return reason(outcome);
        }
    }

    @Override
    public Optional<String> defectOf(ObjectId target, Collection<ObjectId> known) {
        return reason(Connectivity.check(session.repository(), Set.of(target), known));
    }

    private static Optional<String> reason(Connectivity.Outcome outcome) {
        return outcome instanceof Connectivity.Outcome.Broken broken ? Optional.of(broken.reason()) : Optional.empty();
    }

    /** A comparison that takes too much memory counts as a move that is forced: its old tip is retained. */
    @Override
    public boolean isFastForward(RefEdit edit) throws IOException {
        try {
            return WalkMemory.charged(histories::open, () -> walksForward(edit));
        } catch (PackOverLimit tooLong) {
            return false;
        }
    }

    private boolean walksForward(RefEdit edit) throws IOException {
        try (var walk = new RevWalk(session.repository())) {
            RevObject old = walk.peel(walk.parseAny(edit.expectedOld().orElse(ObjectId.zeroId())));
            RevObject next = walk.peel(walk.parseAny(edit.newId().orElse(ObjectId.zeroId())));
            return edit.ref().startsWith(Constants.R_HEADS)
                    && old instanceof RevCommit from
                    && next instanceof RevCommit to
                    && walk.isMergedInto(from, to);
        }
    }

    @Override
    public UpdateOutcome update(List<RefEdit> edits, Optional<String> newHead) {
        return session.update(edits, newHead, true);
    }

    @Override
    public void close() {
        try {
            upstream.close();
        } finally {
            session.close();
        }
    }
}
