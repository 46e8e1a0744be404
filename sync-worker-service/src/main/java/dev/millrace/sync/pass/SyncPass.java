package dev.millrace.sync.pass;

import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.RefResult;
import dev.millrace.git.write.UpdateOutcome;
import dev.millrace.sync.queue.Lease;
import dev.millrace.sync.queue.SyncOutcome;
import dev.millrace.upstream.ResolveOutcome;
import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.lib.ObjectId;

/**
 * One pass in progress. Each step reads the upstream's refs, compares, fetches one pack, checks that it is complete, and
 * moves refs in one transaction; a step needs nothing from the previous one except what that committed. A usual pass is one
 * step. A first import takes one for each stage ({@link StageProgress}), an expired credential ({@link PassAccess}) or a ref
 * that moved in the middle causes the step to be repeated, and where objects are broken the steps become smaller until the
 * refs that cannot be mirrored are found and left out ({@link FaultSearch}).
 */
final class SyncPass {

    private final Lease lease;
    private final Optional<String> keptHead;
    private final LeasedMirror mirror;
    private final Clock clock;
    private final SyncProgress progress;
    private final BooleanSupplier isCancelled;
    private final PassAccess access;
    private final StageProgress stages;
    private final FaultSearch faults = new FaultSearch();

    /**
     * A pass.
     *
     * @param keptHead the default branch that the team named, without {@code refs/heads/}; empty to follow the upstream's
     * @param progress receives how far the pass is
     * @param isCancelled polled often; once true, the pass ends without having changed anything more
     */
    SyncPass(
            Lease lease,
            Optional<String> keptHead,
            LeasedMirror mirror,
            Clock clock,
            SyncProgress progress,
            BooleanSupplier isCancelled) {
        this.lease = lease;
        this.keptHead = keptHead;
        this.mirror = mirror;
        this.clock = clock;
        this.progress = progress;
        this.isCancelled = isCancelled;
        this.access = new PassAccess(mirror, lease.mode());
        this.stages = new StageProgress(progress, lease.first());
    }

    SyncOutcome run() {
        while (!isCancelled.getAsBoolean()) {
            Step made = switch (access.resolve()) {
                case ResolveOutcome.Rejected(UpstreamFailure failure) -> access.after(failure);
                case ResolveOutcome.Resolved(UpstreamAccess resolved) -> step(resolved);
            };
            if (made instanceof Step.Ended(SyncOutcome outcome)) {
                return outcome instanceof SyncOutcome.Equal equal ? withLargeFiles(equal) : outcome;
            }
        }
        return new SyncOutcome.GivenUp();
    }

    /** Refs have been moved by now: missing large files are reported, and fetched by a later pass. */
    private SyncOutcome withLargeFiles(SyncOutcome.Equal equal) {
        progress.begin("fetching large files", 0);
        List<String> missing = mirror.fetchLargeFiles(access::largeFiles);
        return isCancelled.getAsBoolean() ? new SyncOutcome.GivenUp() : equal.with(missing);
    }

    private Step step(UpstreamAccess resolved) {
        Instant checkedAt = clock.instant();
        // before the refs of either side are read: what is recorded later is newer than what was read here
        LastSeenRefs lastSeen = mirror.lastSeen();
        try (Exchange exchange = mirror.open(resolved)) {
            access.connected(resolved, exchange);
            faults.unreadable(exchange.unreadableRefs());
            RefView theirs = exchange.theirs();
            RefView followed =
                    keptHead.filter(theirs::hasBranch).map(theirs::withHead).orElse(theirs);
            var read = new Comparison(checkedAt, exchange.ours(), followed, lastSeen);
            SyncPlan ofStage = stages.enter(faults.leaveOut(read.plan(takesPushes())), followed.head());
            SyncPlan part = faults.limit(ofStage);
            return commit(exchange, read, part, part.equals(ofStage));
        } catch (ReadException e) {
            return isCancelled.getAsBoolean() ? new Step.Ended(new SyncOutcome.GivenUp()) : after(e.failure());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Step commit(Exchange exchange, Comparison read, SyncPlan part, boolean endsStage)
            throws ReadException, IOException {
        Optional<Step> unsent = fetch(exchange, read, part);
        if (unsent.isPresent()) {
            return unsent.get();
        }
        progress.begin("checking completeness", 0);
        Optional<Step> incomplete = check(exchange, read, part);
        if (incomplete.isPresent()) {
            return incomplete.get();
        }
        SyncPlan sound = faults.leaveOut(part);
        List<RefEdit> edits = edits(exchange, sound);
        if (isCancelled.getAsBoolean()) {
            return new Step.Ended(new SyncOutcome.GivenUp());
        }
        if (!edits.isEmpty() && !mirror.isFollowed()) {
            return new Step.Ended(new SyncOutcome.Gone());
        }
        progress.begin("moving refs", edits.size());
        return switch (exchange.update(edits, sound.newHead())) {
            case UpdateOutcome.Committed(var stored, var results) -> {
                stages.moved((int) results.stream()
                        .filter(result -> result.status() == RefResult.Status.MOVED)
                        .count());
                yield committed(exchange, read, stored.refsVersion(), endsStage);
            }
            case UpdateOutcome.Unchanged(var stored, var results) ->
                committed(exchange, read, stored.refsVersion(), endsStage);
            case UpdateOutcome.Refused(var results) -> refused(results);
        };
    }

    /** Fetches what a part needs; if the upstream cannot send it, returns how to go on. */
    private Optional<Step> fetch(Exchange exchange, Comparison read, SyncPlan part) throws ReadException, IOException {
        Set<ObjectId> missing = exchange.missing(part.targets());
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        try {
            exchange.fetch(missing, read.ours().tips().values());
            return Optional.empty();
        } catch (ReadException e) {
            boolean isOfObjects =
                    e.failure() instanceof ReadFailure.OverLimit || e.failure() instanceof ReadFailure.Damaged;
            if (isOfObjects && !isCancelled.getAsBoolean()) {
                return Optional.of(faults.narrow(part, e.failure()));
            }
            throw e;
        }
    }

    /** Determines whether everything is there, and if not, which refs are at fault; empty to go on without these. */
    private Optional<Step> check(Exchange exchange, Comparison read, SyncPlan part) throws IOException {
        if (part.targets().isEmpty()) {
            return Optional.empty();
        }
        Collection<ObjectId> known = new HashSet<>(read.ours().tips().values());
        Optional<String> defect = exchange.findDefect(part.targets(), known)
                .map(reason -> "what the upstream sent is incomplete: " + reason);
        if (defect.isEmpty()) {
            return Optional.empty();
        }
        return faults.noteIncomplete()
                ? Optional.of(stages.outdated(defect.get()))
                : faults.examine(part, defect.get(), id -> exchange.defectOf(id, known));
    }

    /** Refs that were changed on both sides move only if what we have is part of what they have. */
    private static List<RefEdit> edits(Exchange exchange, SyncPlan sound) throws IOException {
        List<RefEdit> edits = new ArrayList<>(sound.edits());
        for (RefEdit edit : sound.contested()) {
            if (exchange.isFastForward(edit)) {
                edits.add(edit);
            }
        }
        return edits;
    }

    private Step committed(Exchange exchange, Comparison read, long refsVersion, boolean endsStage) throws IOException {
        remember(exchange, read);
        access.confirm();
        faults.confirm();
        if (!stages.endStep(endsStage)) {
            return new Step.Again();
        }
        Optional<Step> nothing = stages.refsMoved() == 0 ? faults.everythingIn(read.theirs()) : Optional.empty();
        return nothing.isPresent() ? nothing.get() : new Step.Ended(equal(exchange, read, refsVersion));
    }

    private SyncOutcome.Equal equal(Exchange exchange, Comparison read, long refsVersion) throws IOException {
        Set<String> arrived = new HashSet<>();
        for (String commit : lease.awaited()) {
            if (exchange.missing(Set.of(ObjectId.fromString(commit))).isEmpty()) {
                arrived.add(commit);
            }
        }
        Set<String> vanished = new HashSet<>(lease.demanded());
        vanished.removeAll(read.theirs().tips().keySet());
        List<String> messages = new ArrayList<>(faults.messages());
        missingDefaultBranch(read.theirs()).ifPresent(messages::add);
        return new SyncOutcome.Equal(
                read.checkedAt(), stages.refsMoved(), refsVersion, messages, arrived, vanished, access.movedTo());
    }

    /** The default branch that the team named, when the upstream has branches and this is none of them. */
    private Optional<String> missingDefaultBranch(RefView theirs) {
        return keptHead.filter(branch -> theirs.hasBranches() && !theirs.hasBranch(branch))
                .map(branch ->
                        "HEAD: the upstream has no branch '%s', which is named as default branch; until it is back, HEAD is as at the upstream"
                                .formatted(branch));
    }

    private void remember(Exchange exchange, Comparison read) throws IOException {
        LastSeenRefs before = read.lastSeen();
        if (takesPushes() && before.names().isEmpty()) {
            return;
        }
        LastSeenRefs all = SyncPlan.lastSeen(exchange.ours(), read.theirs(), before);
        mirror.remember(before, takesPushes() ? all.onlyLocalOf(before) : all);
    }

    /** Whether pushes to this repository go to the upstream first, so that the upstream decides. */
    private boolean takesPushes() {
        return lease.mode() != UpstreamMode.PUBLIC;
    }

    /** Stale refs mean that another writer was faster; any other refusal would recur. */
    private Step refused(List<RefResult> results) {
        List<RefResult> guilty = results.stream()
                .filter(result -> !result.isApplied() && result.status() != RefResult.Status.ABORTED)
                .toList();
        return guilty.stream()
                .filter(result -> result.status() == RefResult.Status.STALE)
                .findFirst()
                .map(stale -> stages.outdated(FaultSearch.message(stale)))
                .orElseGet(() -> faults.refused(guilty));
    }

    private Step after(ReadFailure failure) {
        return switch (failure) {
            case ReadFailure.OfUpstream(UpstreamFailure reason) -> access.after(reason);
            case ReadFailure.Outdated(String message) -> stages.outdated(message);
            case ReadFailure.OverLimit(String message) -> Step.refused(message);
            case ReadFailure.Damaged(String message) -> Step.failed(message);
        };
    }
}
