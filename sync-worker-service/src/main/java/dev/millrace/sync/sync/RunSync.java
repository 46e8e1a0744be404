package dev.millrace.sync.sync;

import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.InstallationToken;
import dev.millrace.forge.InstallationTokens;
import dev.millrace.git.Connectivity;
import dev.millrace.git.GitStorage;
import dev.millrace.git.RefResult;
import dev.millrace.git.RepositoryMissing;
import dev.millrace.git.StoredRepository;
import dev.millrace.git.UpdateOutcome;
import dev.millrace.git.WriteSession;
import dev.millrace.sync.sync.SyncOutcome.Equal;
import dev.millrace.sync.sync.SyncOutcome.Failed;
import dev.millrace.sync.sync.SyncOutcome.GivenUp;
import dev.millrace.sync.sync.SyncOutcome.Gone;
import dev.millrace.sync.sync.SyncOutcome.Refused;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;

/**
 * Makes one pass: read the upstream's refs, compare, fetch one pack, check that it is whole, and move everything in one
 * transaction. Begun again once or twice when the ground moved meanwhile: a token that ran out, a ref that was forced away
 * between listing and fetch, a ref of ours that somebody else moved.
 */
@Singleton
class RunSync {

    private static final int TRIES = 3;
    private static final Duration LIMITED = Duration.ofSeconds(60);

    private final GitStorage storage;
    private final InstallationTokens tokens;
    private final UpstreamHosts hosts;
    private final SyncConfig config;
    private final Clock clock;

    RunSync(GitStorage storage, InstallationTokens tokens, UpstreamHosts hosts, SyncConfig config, Clock clock) {
        this.storage = storage;
        this.tokens = tokens;
        this.hosts = hosts;
        this.config = config;
        this.clock = clock;
    }

    /** @param isCancelled asked often; once true, the pass ends without having changed anything */
    SyncOutcome run(Lease lease, BooleanSupplier isCancelled) {
        if (!hosts.mayHaveToken(lease.cloneUrl())) {
            return new Refused("the clone address %s is not at the configured forge".formatted(lease.cloneUrl()));
        }
        try {
            InstallationToken token = tokens.token(lease.installationId());
            String last = "";
            for (int attempt = 0; attempt < TRIES && !isCancelled.getAsBoolean(); attempt++) {
                switch (attempt(lease, token, isCancelled)) {
                    case Attempt.Ended(SyncOutcome outcome) -> {
                        return outcome;
                    }
                    case Attempt.TokenRefused refused -> {
                        if (attempt > 0) {
                            return new Refused("the upstream does not accept our token");
                        }
                        token = tokens.replace(lease.installationId(), token);
                    }
                    case Attempt.Outdated(String reason) -> last = reason;
                }
            }
            return isCancelled.getAsBoolean()
                    ? new GivenUp()
                    : new Failed("the upstream moves faster than we follow: " + last, Optional.empty());
        } catch (ForgeFailure e) {
            return outcome(e);
        } catch (RepositoryMissing e) {
            return new Gone();
        }
    }

    private Attempt attempt(Lease lease, InstallationToken token, BooleanSupplier isCancelled) {
        Instant checkedAt = clock.instant();
        try (WriteSession session = storage.write(lease.repository().id(), Cause.SYNC, "sync");
                UpstreamConnection upstream = UpstreamConnection.open(
                        session.repository(), URI.create(lease.cloneUrl()), token, config.idleTimeout())) {
            RefView ours = refs(session.repository());
            SyncPlan plan = SyncPlan.between(ours, upstream.refs());
            Set<ObjectId> missing = missing(session.repository(), plan.targets());
            if (!missing.isEmpty()) {
                upstream.fetch(missing, ours.tips().values(), isCancelled);
            }
            var connected = Connectivity.check(
                    session.repository(),
                    plan.targets(),
                    new HashSet<>(ours.tips().values()));
            if (connected instanceof Connectivity.Outcome.Broken broken) {
                return new Attempt.Outdated("what the upstream sent is not whole: " + broken.reason());
            }
            if (isCancelled.getAsBoolean()) {
                return new Attempt.Ended(new GivenUp());
            }
            return ended(session.update(plan.edits(), plan.newHead(), true), checkedAt);
        } catch (UpstreamFailure e) {
            return isCancelled.getAsBoolean() ? new Attempt.Ended(new GivenUp()) : after(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Attempt ended(UpdateOutcome update, Instant checkedAt) {
        return switch (update) {
            case UpdateOutcome.Committed(StoredRepository repository, var results) -> {
                int moved = (int) results.stream()
                        .filter(result -> result.status() == RefResult.Status.MOVED)
                        .count();
                yield new Attempt.Ended(new Equal(checkedAt, moved, repository.refsVersion()));
            }
            case UpdateOutcome.Unchanged(StoredRepository repository, var results) ->
                new Attempt.Ended(new Equal(checkedAt, 0, repository.refsVersion()));
            case UpdateOutcome.Refused(var results) -> refused(results);
        };
    }

    /** Stale refs mean that somebody else was faster; any other refusal would come again. */
    private static Attempt refused(List<RefResult> results) {
        RefResult first = results.stream()
                .filter(result -> !result.isApplied() && result.status() != RefResult.Status.ABORTED)
                .findFirst()
                .orElseGet(results::getFirst);
        String reason = "%s is refused: %s %s".formatted(first.ref(), first.status(), first.message());
        return first.status() == RefResult.Status.STALE
                ? new Attempt.Outdated(reason)
                : new Attempt.Ended(new Failed(reason.strip(), Optional.empty()));
    }

    private static Attempt after(UpstreamFailure failure) {
        return switch (failure.kind()) {
            case UNAUTHORIZED -> new Attempt.TokenRefused();
            case OUTDATED -> new Attempt.Outdated(failure.reason());
            case NOT_ALLOWED -> new Attempt.Ended(new Refused(failure.reason()));
            case LIMITED -> new Attempt.Ended(new Failed(failure.reason(), Optional.of(LIMITED)));
            case TROUBLE -> new Attempt.Ended(new Failed(failure.reason(), Optional.empty()));
        };
    }

    private SyncOutcome outcome(ForgeFailure failure) {
        String reason = "no token for the upstream: " + failure.getMessage();
        return switch (failure.kind()) {
            case AUTHENTICATION_REFUSED, FORBIDDEN, NOT_FOUND, INVALID -> new Refused(reason);
            case RATE_LIMITED -> new Failed(reason, failure.retryAt().map(at -> Duration.between(clock.instant(), at)));
            case UNAVAILABLE, AMBIGUOUS, UNEXPECTED -> new Failed(reason, Optional.empty());
        };
    }

    private static RefView refs(Repository repository) throws IOException {
        var tips = new TreeMap<String, ObjectId>();
        for (Ref ref : repository.getRefDatabase().getRefsByPrefix(Constants.R_HEADS, Constants.R_TAGS)) {
            tips.put(ref.getName(), ref.getObjectId());
        }
        Optional<String> head = Optional.ofNullable(repository.exactRef(Constants.HEAD))
                .filter(Ref::isSymbolic)
                .map(ref -> ref.getTarget().getName());
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

    private sealed interface Attempt {
        record Ended(SyncOutcome outcome) implements Attempt {}

        record TokenRefused() implements Attempt {}

        record Outdated(String reason) implements Attempt {}
    }
}
