package dev.millrace.sync.pass;

import dev.millrace.forge.InstallationToken;
import dev.millrace.forge.Redactor;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.RefResult;
import dev.millrace.git.write.UpdateOutcome;
import dev.millrace.sync.lfs.MirrorLfs;
import dev.millrace.sync.queue.SyncOutcome;
import dev.millrace.sync.queue.TestLease;
import dev.millrace.upstream.ResolveOutcome;
import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamFailure;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.jgit.lib.ObjectId;

/** A mirror and its upstream in memory. An object is its own history. Tests set what either side has and what goes wrong. */
final class MemoryMirror implements LeasedMirror {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:01Z");
    private static final String MAIN = "refs/heads/main";

    final Map<String, ObjectId> ours = new TreeMap<>();
    final Map<String, ObjectId> theirs = new TreeMap<>();
    final Set<ObjectId> objects = new HashSet<>();
    final Map<ObjectId, ReadFailure> unsendable = new HashMap<>();
    final Map<ObjectId, String> defects = new HashMap<>();
    final Map<String, RefResult.Status> refusals = new HashMap<>();
    final Set<String> fastForwards = new HashSet<>();
    final Deque<ReadFailure> failures = new ArrayDeque<>();
    final List<Set<ObjectId>> fetches = new ArrayList<>();
    final List<List<String>> updates = new ArrayList<>();
    final List<String> shown = new ArrayList<>();
    final List<Optional<InstallationToken>> rejectedTokens = new ArrayList<>();
    Optional<UpstreamFailure> rejection = Optional.empty();
    Optional<InstallationToken> token = Optional.empty();
    Optional<String> newHead = Optional.empty();
    LastSeenRefs lastSeen = LastSeenRefs.NOTHING;
    List<String> unreadable = List.of();
    List<String> missingFiles = List.of();
    boolean followed = true;
    boolean cancelled;
    boolean cancelsDuringFetch;
    boolean cancelsAfterUpdate;
    int opened;
    int closed;

    final SyncProgress progress = new SyncProgress();

    /** An object, 1 or more. */
    static ObjectId id(int number) {
        return ObjectId.fromString("%040x".formatted(number));
    }

    /** Makes a pass over this mirror. */
    SyncOutcome pass(TestLease lease) {
        return pass(lease, Optional.empty());
    }

    /** As {@link #pass(TestLease)}, with a default branch that the team named. */
    SyncOutcome pass(TestLease lease, Optional<String> keptHead) {
        return new SyncPass(lease.lease(), keptHead, this, Clock.fixed(NOW, ZoneOffset.UTC), progress, () -> cancelled)
                .run();
    }

    @Override
    public ResolveOutcome resolve(Optional<InstallationToken> rejected) {
        rejectedTokens.add(rejected);
        return rejection
                .<ResolveOutcome>map(ResolveOutcome.Rejected::new)
                .orElseGet(() -> new ResolveOutcome.Resolved(new UpstreamAccess(
                        "forge.test/acme/widgets",
                        URI.create("https://forge.test/acme/widgets.git"),
                        List.of(),
                        Optional.empty(),
                        Redactor.NONE,
                        token)));
    }

    @Override
    public LastSeenRefs lastSeen() {
        return lastSeen;
    }

    @Override
    public void remember(LastSeenRefs before, LastSeenRefs after) {
        lastSeen = after;
    }

    @Override
    public boolean isFollowed() {
        return followed;
    }

    @Override
    public Exchange open(UpstreamAccess access) throws ReadException {
        opened++;
        if (!failures.isEmpty()) {
            throw new ReadException(failures.remove());
        }
        return new InMemory();
    }

    @Override
    public List<String> fetchLargeFiles(MirrorLfs.CurrentAccess access) {
        return missingFiles;
    }

    private final class InMemory implements Exchange {

        @Override
        public RefView ours() {
            return new RefView(new TreeMap<>(ours), Optional.of(newHead.orElse(MAIN)));
        }

        @Override
        public RefView theirs() {
            return new RefView(new TreeMap<>(theirs), Optional.of(MAIN));
        }

        @Override
        public List<String> unreadableRefs() {
            return unreadable;
        }

        @Override
        public Optional<URI> movedTo() {
            return Optional.empty();
        }

        @Override
        public Set<ObjectId> missing(Collection<ObjectId> ids) {
            Set<ObjectId> missing = new HashSet<>(ids);
            missing.removeAll(objects);
            missing.removeAll(ours.values());
            return missing;
        }

        @Override
        public void fetch(Set<ObjectId> wanted, Collection<ObjectId> known) throws ReadException {
            fetches.add(wanted);
            cancelled |= cancelsDuringFetch;
            Optional<ReadFailure> failure = wanted.stream()
                    .filter(unsendable::containsKey)
                    .map(unsendable::get)
                    .findFirst();
            if (failure.isPresent()) {
                throw new ReadException(failure.get());
            }
            objects.addAll(wanted);
        }

        @Override
        public Optional<String> findDefect(Collection<ObjectId> targets, Collection<ObjectId> known) {
            return targets.stream()
                    .filter(defects::containsKey)
                    .map(defects::get)
                    .findFirst();
        }

        @Override
        public Optional<String> defectOf(ObjectId target, Collection<ObjectId> known) {
            return Optional.ofNullable(defects.get(target));
        }

        @Override
        public boolean isFastForward(RefEdit edit) {
            return fastForwards.contains(edit.ref());
        }

        @Override
        public UpdateOutcome update(List<RefEdit> edits, Optional<String> head) {
            shown.add(progress.text());
            if (edits.stream().anyMatch(edit -> refusals.containsKey(edit.ref()))) {
                return new UpdateOutcome.Refused(edits.stream()
                        .map(edit -> new RefResult(
                                edit.ref(), refusals.getOrDefault(edit.ref(), RefResult.Status.ABORTED), ""))
                        .toList());
            }
            updates.add(edits.stream().map(RefEdit::ref).toList());
            for (RefEdit edit : edits) {
                edit.newId().ifPresentOrElse(id -> ours.put(edit.ref(), id), () -> ours.remove(edit.ref()));
            }
            newHead = head.or(() -> newHead);
            cancelled |= cancelsAfterUpdate;
            List<RefResult> results = edits.stream()
                    .map(edit -> new RefResult(edit.ref(), RefResult.Status.MOVED, ""))
                    .toList();
            return edits.isEmpty()
                    ? new UpdateOutcome.Unchanged(stored(), results)
                    : new UpdateOutcome.Committed(stored(), results);
        }

        private StoredRepository stored() {
            return new StoredRepository(
                    new UUID(0, 1),
                    "acme",
                    "acme/widgets",
                    Optional.empty(),
                    MAIN,
                    updates.size(),
                    1,
                    NOW,
                    Optional.empty(),
                    Optional.empty());
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
