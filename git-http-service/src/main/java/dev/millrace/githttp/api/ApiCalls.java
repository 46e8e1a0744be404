package dev.millrace.githttp.api;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.check.Cancellation;
import dev.millrace.git.check.PackMemoryBusy;
import dev.millrace.git.check.PackOverLimit;
import dev.millrace.git.check.WalkMemory;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.access.GrantAccess;
import dev.millrace.githttp.admission.ComputePool;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;

/**
 * Runs calls of the repository API. A call that only lists refs or a folder runs on the thread of its request. One that walks
 * histories, compares or searches takes a permit to compute, as fetches and pushes do, so that it takes its turn among the
 * teams, and may take as much memory for its walk as a push. Both end when their client disconnects, or when their time is
 * used up.
 */
@ApplicationScoped
public class ApiCalls {

    private static final Duration RETRY = Duration.ofSeconds(5);

    private final GrantAccess access;
    private final GitStorage storage;
    private final ComputePool pool;
    private final ApiConfig config;
    private final CurrentVertxRequest request;

    ApiCalls(GrantAccess access, GitStorage storage, ComputePool pool, ApiConfig config, CurrentVertxRequest request) {
        this.access = access;
        this.storage = storage;
        this.pool = pool;
        this.config = config;
        this.request = request;
    }

    /** What a call does with the repository. */
    @FunctionalInterface
    public interface Reading<T> {
        T of(OpenedRepository opened) throws IOException;
    }

    /** What a call does that opens the repository by itself. */
    @FunctionalInterface
    public interface Doing<T> {
        T with(Work work) throws IOException;
    }

    /**
     * The repository of the call, complete.
     *
     * @param named as the path names it, if it does
     * @throws MillraceException with the status and code of the refusal
     */
    public Granted granted(Optional<String> named) {
        return GrantAccess.filled(access.managed(named));
    }

    /** What a call of this request may use. To be called on the thread of the request. */
    public Work work(Granted granted) {
        return work(granted.caller());
    }

    private Work work(Caller caller) {
        HttpServerResponse response = request.getCurrent().response();
        return new Work(caller.team(), pool, response::closed, config.deadline());
    }

    /** Runs a call that needs little. */
    public <T> T read(Optional<String> named, RefNamespace namespace, Reading<T> reading) {
        Granted granted = granted(named);
        return read(granted, work(granted), namespace, reading);
    }

    /** As {@link #read(Optional, RefNamespace, Reading)}, for a call whose repository is known. */
    public <T> T read(Granted granted, Work work, RefNamespace namespace, Reading<T> reading) {
        return guarded(
                () -> Cancellation.during(work::check, () -> opened(granted.repository(), namespace, work, reading)));
    }

    /** Runs a call that computes, with a permit. */
    public <T> T compute(Optional<String> named, RefNamespace namespace, Reading<T> reading) {
        Granted granted = granted(named);
        return compute(granted, work(granted), work -> opened(granted.repository(), namespace, work, reading));
    }

    /** As {@link #compute(Optional, RefNamespace, Reading)}, for a call whose repository is known. */
    public <T> T compute(Granted granted, Work work, Doing<T> doing) {
        return compute(
                granted.caller().team(),
                work,
                () -> WalkMemory.charged(() -> storage.openMemory(granted.repository()), () -> doing.with(work)));
    }

    /** Runs a call about all repositories of a team that computes, but walks no history. */
    public <T> T computeForTeam(Caller caller, Doing<T> doing) {
        Work work = work(caller);
        return compute(caller.team(), work, () -> doing.with(work));
    }

    private <T> T compute(String team, Work work, Work.Wait<T> call) {
        if (!pool.permits().acquire(team, config.acquireTimeout())) {
            throw busy("all permits to compute are in use: retry shortly");
        }
        work.holdsPermit();
        try {
            return guarded(() -> pool.call(() -> Cancellation.during(work::check, call::get)));
        } finally {
            work.releasePermit();
        }
    }

    private <T> T opened(StoredRepository stored, RefNamespace namespace, Work work, Reading<T> reading)
            throws IOException {
        try (Repository git = storage.read(stored, namespace)) {
            return reading.of(new OpenedRepository(stored, git, work));
        }
    }

    private static <T> T guarded(Work.Wait<T> call) {
        try {
            return call.get();
        } catch (PackOverLimit tooLarge) {
            throw MillraceException.of(
                            ErrorKind.CALLER, 413, "the history is too large for one call: " + tooLarge.getMessage())
                    .withCode("history_too_large");
        } catch (PackMemoryBusy busy) {
            throw busy("the memory for histories is in use: retry shortly");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MillraceException busy(String message) {
        return MillraceException.of(ErrorKind.CAPACITY, 503, message)
                .withCode("busy")
                .withRetryAfter(RETRY);
    }

    /** The namespace that a flag of a call selects. */
    public static RefNamespace namespace(boolean isEphemeral) {
        return isEphemeral ? RefNamespace.EPHEMERAL : RefNamespace.DEFAULT;
    }
}
