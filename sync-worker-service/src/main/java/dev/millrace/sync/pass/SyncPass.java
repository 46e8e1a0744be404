package dev.millrace.sync.pass;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.forge.InstallationToken;
import dev.millrace.forge.Redactor;
import dev.millrace.git.GitStorage;
import dev.millrace.git.check.Connectivity;
import dev.millrace.git.check.PackLinks;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.RefResult;
import dev.millrace.git.write.UpdateOutcome;
import dev.millrace.git.write.WriteSession;
import dev.millrace.kit.database.Database;
import dev.millrace.sync.lfs.LfsScan;
import dev.millrace.sync.lfs.MirrorLfs;
import dev.millrace.sync.queue.Lease;
import dev.millrace.sync.queue.SyncOutcome;
import dev.millrace.upstream.ResolveOutcome;
import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamClient;
import dev.millrace.upstream.UpstreamFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * One pass in progress. Each step reads the upstream's refs, compares, fetches one pack, checks that it is complete, and
 * moves refs in one transaction; a step needs nothing from the previous one except what that committed. A usual pass is one
 * step. A first import takes one for each stage, an expired credential or a ref that moved in the middle causes the step to
 * be repeated, and where objects are broken the steps become smaller until the refs that cannot be mirrored are found and
 * left out.
 */
final class SyncPass {

    private static final int TRIES = 3;
    /** Refs that may turn out to be broken individually; with more of them the whole upstream counts as broken. */
    private static final int MOST_FAULTS = 50;

    private final Lease lease;
    private final Optional<String> keptHead;
    private final GitStorage storage;
    private final Database database;
    private final UpstreamRefStore lastSeenRefs;
    private final ResolveMirror resolveMirror;
    private final UpstreamClient client;
    private final Clock clock;
    private final MirrorLfs lfs;
    private final SyncProgress progress;
    private final BooleanSupplier isFollowed;
    private final BooleanSupplier isCancelled;

    /** Refs that are left out, with the reason. */
    private final Map<String, String> faults = new TreeMap<>();

    /** Refs whose names are not UTF-8: they are left out, too. */
    private List<String> unreadable = List.of();

    private Stage stage;
    private int batch = Integer.MAX_VALUE;
    private int outdated;
    private int broken;
    private int refsMoved;
    /** Whether the upstream sent more than this process accepts: then a retry alone does not help. */
    private boolean overLimit;

    private boolean credentialRefused;
    private Optional<URI> movedTo = Optional.empty();
    private Redactor redactor = Redactor.NONE;
    private Optional<InstallationToken> refusedToken = Optional.empty();
    private Optional<InstallationToken> token = Optional.empty();

    SyncPass(
            Lease lease,
            Optional<String> keptHead,
            GitStorage storage,
            Database database,
            UpstreamRefStore lastSeenRefs,
            ResolveMirror resolveMirror,
            UpstreamClient client,
            Clock clock,
            MirrorLfs lfs,
            SyncProgress progress,
            BooleanSupplier isFollowed,
            BooleanSupplier isCancelled) {
        this.lease = lease;
        this.keptHead = keptHead;
        this.storage = storage;
        this.database = database;
        this.lastSeenRefs = lastSeenRefs;
        this.resolveMirror = resolveMirror;
        this.client = client;
        this.clock = clock;
        this.lfs = lfs;
        this.progress = progress;
        this.isFollowed = isFollowed;
        this.isCancelled = isCancelled;
        this.stage = lease.first() ? Stage.DEFAULT_BRANCH : Stage.EVERYTHING;
    }

    SyncOutcome run() {
        while (!isCancelled.getAsBoolean()) {
            Step made = switch (resolveMirror.handle(lease, refusedToken)) {
                case ResolveOutcome.Rejected(UpstreamFailure failure) -> after(failure);
                case ResolveOutcome.Resolved(UpstreamAccess access) -> {
                    token = access.token();
                    refusedToken = Optional.empty();
                    yield step(access);
                }
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
        List<String> missing =
                lfs.fetch(lease.repository().id(), this::largeFiles, lease.requested(), progress::advance, isCancelled);
        return isCancelled.getAsBoolean() ? new SyncOutcome.GivenUp() : equal.with(missing);
    }

    private Optional<UpstreamAccess> largeFiles() {
        return resolveMirror.handle(lease, Optional.empty()) instanceof ResolveOutcome.Resolved(UpstreamAccess access)
                ? Optional.of(movedTo.map(access::at).orElse(access))
                : Optional.empty();
    }

    private Step step(UpstreamAccess access) {
        Instant checkedAt = clock.instant();
        // before the refs of either side are read: what is recorded later is newer than what was read here
        LastSeenRefs lastSeen = database.inTransaction(
                tx -> lastSeenRefs.load(tx, lease.repository().id()));
        try (WriteSession session = storage.write(lease.repository().id(), Cause.SYNC, "sync");
                UpstreamConnection upstream = UpstreamConnection.open(session, access, lease.demanded(), client)) {
            unreadable = upstream.unreadableRefs();
            RefView ours = refs(session.repository());
            RefView advertised = upstream.refs().only(lease.demanded());
            movedTo = upstream.movedTo();
            redactor = access.redactor();
            RefView theirs = keptHead.filter(advertised::hasBranch)
                    .map(advertised::withHead)
                    .orElse(advertised);
            SyncPlan whole =
                    SyncPlan.between(ours, theirs, lastSeen, takesPushes()).without(faults.keySet());
            SyncPlan ofStage = whole.of(stage, theirs.head());
            while (ofStage.isEmpty() && stage != Stage.EVERYTHING) {
                stage = stage.next();
                ofStage = whole.of(stage, theirs.head());
            }
            progress.enter(stage);
            SyncPlan part = ofStage.first(batch);
            return commit(session, upstream, ours, theirs, lastSeen, part, checkedAt, part.equals(ofStage));
        } catch (ReadException e) {
            return isCancelled.getAsBoolean() ? new Step.Ended(new SyncOutcome.GivenUp()) : after(e.failure());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Step commit(
            WriteSession session,
            UpstreamConnection upstream,
            RefView ours,
            RefView theirs,
            LastSeenRefs lastSeen,
            SyncPlan part,
            Instant checkedAt,
            boolean endsStage)
            throws ReadException, IOException {
        Repository repository = session.repository();
        Set<ObjectId> missing = missing(repository, part.targets());
        Optional<PackLinks> links = Optional.empty();
        if (!missing.isEmpty()) {
            try {
                links = upstream.fetch(missing, ours.tips().values(), progress, isCancelled);
            } catch (ReadException e) {
                boolean isOverLimit = e.failure() instanceof ReadFailure.OverLimit;
                if ((isOverLimit || e.failure() instanceof ReadFailure.Damaged) && !isCancelled.getAsBoolean()) {
                    overLimit |= isOverLimit;
                    return smaller(part, e.failure().message());
                }
                throw e;
            }
        }
        progress.begin("checking that all is there", 0);
        Optional<Step> torn = check(repository, part, ours, links);
        if (torn.isPresent()) {
            return torn.get();
        }
        SyncPlan sound = part.without(faults.keySet());
        List<RefEdit> edits = new ArrayList<>(sound.edits());
        for (RefEdit edit : sound.contested()) {
            if (leavesNothingBehind(repository, edit)) {
                edits.add(edit);
            }
        }
        if (isCancelled.getAsBoolean()) {
            return new Step.Ended(new SyncOutcome.GivenUp());
        }
        if (!edits.isEmpty() && !isFollowed.getAsBoolean()) {
            return new Step.Ended(new SyncOutcome.Gone());
        }
        progress.begin("moving refs", edits.size());
        return switch (session.update(edits, sound.newHead(), true)) {
            case UpdateOutcome.Committed(var stored, var results) -> {
                refsMoved += (int) results.stream()
                        .filter(result -> result.status() == RefResult.Status.MOVED)
                        .count();
                yield committed(repository, theirs, lastSeen, stored.refsVersion(), checkedAt, endsStage);
            }
            case UpdateOutcome.Unchanged(var stored, var results) ->
                committed(repository, theirs, lastSeen, stored.refsVersion(), checkedAt, endsStage);
            case UpdateOutcome.Refused(var results) -> refused(results);
        };
    }

    private Step committed(
            Repository repository,
            RefView theirs,
            LastSeenRefs lastSeen,
            long refsVersion,
            Instant checkedAt,
            boolean endsStage)
            throws IOException {
        remember(repository, theirs, lastSeen);
        credentialRefused = false;
        broken = 0;
        batch = batch > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE : batch * 2;
        if (!endsStage || stage != Stage.EVERYTHING) {
            stage = endsStage ? stage.next() : stage;
            return new Step.Again();
        }
        if (refsMoved == 0 && !faults.isEmpty() && theirs.tips().size() <= faults.size()) {
            return unmirrored("nothing can be mirrored: " + String.join("; ", words()));
        }
        Set<String> arrived = new HashSet<>();
        for (String commit : lease.awaited()) {
            if (missing(repository, Set.of(ObjectId.fromString(commit))).isEmpty()) {
                arrived.add(commit);
            }
        }
        Set<String> vanished = new HashSet<>(lease.demanded());
        vanished.removeAll(theirs.tips().keySet());
        List<String> messages = new ArrayList<>(words());
        missingDefaultBranch(theirs).ifPresent(messages::add);
        return new Step.Ended(new SyncOutcome.Equal(
                checkedAt,
                refsMoved,
                refsVersion,
                messages,
                arrived,
                vanished,
                movedTo.map(URI::toString).map(redactor::redact)));
    }

    /** The default branch that the team named, when the upstream has branches and this is none of them. */
    private Optional<String> missingDefaultBranch(RefView theirs) {
        return keptHead.filter(branch -> theirs.hasBranches() && !theirs.hasBranch(branch))
                .map(branch ->
                        "HEAD: the upstream has no branch '%s', which is named as default branch; until it is back, HEAD is as at the upstream"
                                .formatted(branch));
    }

    private void remember(Repository repository, RefView theirs, LastSeenRefs before) throws IOException {
        if (takesPushes() && before.names().isEmpty()) {
            return;
        }
        LastSeenRefs all = SyncPlan.lastSeen(refs(repository), theirs, before);
        LastSeenRefs after = takesPushes() ? all.onlyLocalOf(before) : all;
        database.useTransaction(tx -> lastSeenRefs.save(tx, lease.repository().id(), before, after));
    }

    /** Whether pushes to this repository go to the upstream first, so that the upstream decides. */
    private boolean takesPushes() {
        return lease.mode() != UpstreamMode.PUBLIC;
    }

    /**
     * Determines whether everything is there, and if not, which side is at fault.
     *
     * @return empty to go on, without the refs that are broken
     */
    private Optional<Step> check(Repository repository, SyncPlan part, RefView ours, Optional<PackLinks> links)
            throws IOException {
        if (part.targets().isEmpty()) {
            return Optional.empty();
        }
        Collection<ObjectId> known = new HashSet<>(ours.tips().values());
        Optional<String> torn = whole(repository, part.targets(), known, links)
                .map(reason -> "what the upstream sent is not whole: " + reason);
        if (torn.isEmpty()) {
            return Optional.empty();
        }
        broken++;
        if (broken == 1) {
            // perhaps the upstream was just changed; an error of its own recurs
            return Optional.of(outdated(torn.get()));
        }
        int before = faults.size();
        Stream.concat(part.edits().stream(), part.contested().stream())
                .forEach(edit -> edit.newId()
                        .flatMap(id -> brokenness(repository, Set.of(id), known))
                        .ifPresent(reason -> faults.put(edit.ref(), reason)));
        return faults.size() == before || faults.size() > MOST_FAULTS
                ? Optional.of(failed(torn.get()))
                : Optional.empty();
    }

    /** As {@link #brokenness}, and records the pointers to large files that are met. */
    private Optional<String> whole(
            Repository repository, Collection<ObjectId> targets, Collection<ObjectId> known, Optional<PackLinks> links)
            throws IOException {
        try (ObjectReader reader = repository.newObjectReader()) {
            LfsScan scan = lfs.scan(lease.repository().id(), reader);
            if (links.isPresent()
                    && links.get().areComplete(reader, targets)
                    && !scan.isUsed(links.get().attributes())) {
                return Optional.empty();
            }
            Connectivity.Outcome outcome;
            do {
                outcome = Connectivity.check(repository, targets, known, scan);
            } while (outcome instanceof Connectivity.Outcome.Connected && scan.isToBeRepeated());
            lfs.want(lease.repository().id(), scan);
            return reason(outcome);
        }
    }

    private static Optional<String> brokenness(
            Repository repository, Collection<ObjectId> targets, Collection<ObjectId> known) {
        return reason(Connectivity.check(repository, targets, known));
    }

    private static Optional<String> reason(Connectivity.Outcome outcome) {
        return outcome instanceof Connectivity.Outcome.Broken broken ? Optional.of(broken.reason()) : Optional.empty();
    }

    /** The upstream could not send all of it: request half of it next; a single ref is left out. */
    private Step smaller(SyncPlan part, String reason) {
        List<String> refs = part.movingRefs();
        if (refs.size() <= 1) {
            refs.forEach(ref -> faults.put(ref, reason));
            if (refs.isEmpty() || faults.size() > MOST_FAULTS) {
                return unmirrored(reason);
            }
            return new Step.Again();
        }
        batch = refs.size() / 2;
        return new Step.Again();
    }

    /** Stale refs mean that another writer was faster; any other refusal would recur, and does not delay the other refs. */
    private Step refused(List<RefResult> results) {
        List<RefResult> guilty = results.stream()
                .filter(result -> !result.isApplied() && result.status() != RefResult.Status.ABORTED)
                .toList();
        Optional<RefResult> stale = guilty.stream()
                .filter(result -> result.status() == RefResult.Status.STALE)
                .findFirst();
        if (stale.isPresent()) {
            return outdated(words(stale.get()));
        }
        guilty.forEach(result -> faults.put(result.ref(), words(result)));
        if (guilty.isEmpty() || faults.size() > MOST_FAULTS) {
            return failed("the refs cannot be moved: " + String.join("; ", words()));
        }
        return new Step.Again();
    }

    private static String words(RefResult result) {
        return "%s is refused: %s %s"
                .formatted(result.ref(), result.status(), result.message())
                .strip();
    }

    private Step outdated(String reason) {
        outdated++;
        return outdated < TRIES ? new Step.Again() : failed("the upstream moves faster than we follow: " + reason);
    }

    private Step unmirrored(String reason) {
        return overLimit ? new Step.Ended(new SyncOutcome.Refused(reason)) : failed(reason);
    }

    private static Step failed(String reason) {
        return new Step.Ended(new SyncOutcome.Failed(reason, Optional.empty()));
    }

    private Step after(ReadFailure failure) {
        return switch (failure) {
            case ReadFailure.OfUpstream(UpstreamFailure reason) -> after(reason);
            case ReadFailure.Outdated(String message) -> outdated(message);
            case ReadFailure.OverLimit(String message) -> new Step.Ended(new SyncOutcome.Refused(message));
            case ReadFailure.Damaged(String message) -> failed(message);
        };
    }

    private Step after(UpstreamFailure failure) {
        return switch (failure) {
            case UpstreamFailure.CredentialRejected(String message) -> {
                if (token.isPresent() && !credentialRefused) {
                    credentialRefused = true;
                    refusedToken = token;
                    yield new Step.Again();
                }
                yield new Step.Ended(new SyncOutcome.Refused(accessRefused(message)));
            }
            case UpstreamFailure.AccessDenied(String message) ->
                new Step.Ended(new SyncOutcome.Refused(accessRefused(message)));
            case UpstreamFailure.NotFound(String message) ->
                new Step.Ended(new SyncOutcome.Refused(accessRefused(message)));
            case UpstreamFailure.Unsupported(String message) -> new Step.Ended(new SyncOutcome.Refused(message));
            case UpstreamFailure.RateLimited(String message, Duration retryAfter) ->
                new Step.Ended(new SyncOutcome.Limited(message, retryAfter));
            case UpstreamFailure.AddressRejected(String message) -> failed(message);
            case UpstreamFailure.Unreachable(String message) -> failed(message);
            case UpstreamFailure.RequestRejected(String message) -> failed(message);
            case UpstreamFailure.RedirectRejected(String message) -> failed(message);
            case UpstreamFailure.UnexpectedResponse(String message) -> failed(message);
            case UpstreamFailure.ServerError(String message) -> failed(message);
        };
    }

    private String accessRefused(String reason) {
        return switch (lease.mode()) {
            case GITHUB_APP -> reason;
            case PUBLIC ->
                "authentication needed: the upstream may not be read without a credential (" + reason
                        + "); store a credential for it";
            case CREDENTIALS -> "authentication needed: " + reason + "; store or replace the credential";
        };
    }

    private List<String> words() {
        return Stream.concat(
                        faults.entrySet().stream().map(fault -> fault.getKey() + ": " + fault.getValue()),
                        unreadable.stream().map(name -> name + ": its name is not UTF-8"))
                .toList();
    }

    /** Whether what we have is part of what they have. */
    private static boolean leavesNothingBehind(Repository repository, RefEdit edit) throws IOException {
        try (var walk = new RevWalk(repository)) {
            RevObject old = walk.peel(walk.parseAny(edit.expectedOld().orElse(ObjectId.zeroId())));
            RevObject next = walk.peel(walk.parseAny(edit.newId().orElse(ObjectId.zeroId())));
            return edit.ref().startsWith(Constants.R_HEADS)
                    && old instanceof RevCommit from
                    && next instanceof RevCommit to
                    && walk.isMergedInto(from, to);
        }
    }

    static RefView refs(Repository repository) throws IOException {
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

    private static Set<ObjectId> missing(Repository repository, Set<ObjectId> targets) throws IOException {
        Set<ObjectId> missing = new HashSet<>();
        try (ObjectReader reader = repository.newObjectReader()) {
            for (ObjectId target : targets) {
                if (!reader.has(target)) {
                    missing.add(target);
                }
            }
        }
        return missing;
    }

    /** The result of one step. */
    private sealed interface Step {

        record Again() implements Step {}

        record Ended(SyncOutcome outcome) implements Step {}
    }
}
