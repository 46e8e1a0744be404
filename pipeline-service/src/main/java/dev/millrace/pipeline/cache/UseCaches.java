package dev.millrace.pipeline.cache;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.approval.Approvals;
import dev.millrace.pipeline.approval.ChangeCommit;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.cache.FoundCaches.Missing;
import dev.millrace.pipeline.file.FileLimitException;
import dev.millrace.pipeline.file.FileObjects;
import dev.millrace.pipeline.file.ObjectInput;
import dev.millrace.pipeline.file.Unpack;
import dev.millrace.pipeline.registry.DefaultBranches;
import dev.millrace.pipeline.workflow.CacheDefinition;
import dev.millrace.pipeline.workflow.JobDefinition;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** Puts the caches that a job names into its folders, before it begins. */
@Singleton
public final class UseCaches {

    private final Database database;
    private final CacheStore store;
    private final FileObjects objects;
    private final Approvals approvals;
    private final DefaultBranches defaultBranches;
    private final Clock clock;

    UseCaches(
            Database database,
            CacheStore store,
            FileObjects objects,
            Approvals approvals,
            DefaultBranches defaultBranches,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.objects = objects;
        this.approvals = approvals;
        this.defaultBranches = defaultBranches;
        this.clock = clock;
    }

    /**
     * Restores what there is.
     *
     * @param checkout the folder of the job's files
     * @param home its home folder
     * @param note gets lines for the log of the job
     * @param stop ends the work with an {@link IOException}
     * @throws IOException if a cache cannot be restored; some of its files may exist then, and it is not used again
     */
    public FoundCaches restore(
            BuildRow build,
            JobDefinition job,
            Path checkout,
            Path home,
            Consumer<String> note,
            CompletableFuture<?> stop)
            throws IOException {
        if (job.caches().isEmpty()) {
            return new FoundCaches(
                    new CacheScope(build.team(), build.upstreamKey(), List.of(), Optional.empty()), List.of());
        }
        CacheScope scope = database.inTransaction(tx -> scope(tx, build));
        if (!objects.areKept()) {
            note.accept("caches are not kept: millrace.pipeline.files.storage of this platform is 'none'");
            return new FoundCaches(scope, List.of());
        }
        List<Missing> missing = new ArrayList<>();
        var places = new CachePlaces(checkout, home);
        for (CacheDefinition cache : job.caches()) {
            Optional<Missing> toSave = restore(scope, job, cache, places, note, stop);
            toSave.filter(one -> scope.write().isPresent()).ifPresent(missing::add);
        }
        return new FoundCaches(scope, missing);
    }

    private CacheScope scope(Transaction tx, BuildRow build) {
        // only commits of changes from forks are approved
        boolean isFork = build.changeNumber()
                .map(number -> new ChangeCommit(build.instance(), build.forgeRepositoryId(), number, build.sha()))
                .flatMap(commit -> approvals.approvedBy(tx, commit))
                .isPresent();
        return CacheScope.of(build, defaultBranches.find(tx, build.team(), build.upstreamKey()), isFork);
    }

    private Optional<Missing> restore(
            CacheScope scope,
            JobDefinition job,
            CacheDefinition cache,
            CachePlaces places,
            Consumer<String> note,
            CompletableFuture<?> stop)
            throws IOException {
        String hash;
        try {
            hash = CacheHash.of(job, cache, places.checkout());
        } catch (FileLimitException e) {
            note.accept("cache '%s' is not used: %s".formatted(cache.key(), e.limit()));
            return Optional.empty();
        }
        Optional<CacheRow> exact = database.inTransaction(
                tx -> first(scope.read(), from -> store.find(tx, scope, from, cache.key(), hash)));
        if (exact.isPresent() && unpack(exact.get(), cache, places, stop)) {
            note.accept(
                    "cache '%s': %d files".formatted(cache.key(), exact.get().files()));
            return Optional.empty();
        }
        Optional<CacheRow> other = database.inTransaction(tx ->
                first(cache.restoreKeys(), name -> first(scope.read(), from -> store.newest(tx, scope, from, name))));
        if (other.isPresent() && unpack(other.get(), cache, places, stop)) {
            note.accept("cache '%s': %d files of '%s', of other content"
                    .formatted(cache.key(), other.get().files(), other.get().name()));
        } else {
            note.accept("cache '%s': none yet".formatted(cache.key()));
        }
        return Optional.of(new Missing(cache, hash));
    }

    private static Optional<CacheRow> first(List<String> of, Function<String, Optional<CacheRow>> find) {
        return of.stream().map(find).flatMap(Optional::stream).findFirst();
    }

    /** False if its object is deleted. */
    private boolean unpack(CacheRow row, CacheDefinition cache, CachePlaces places, CompletableFuture<?> stop)
            throws IOException {
        try (var archive = new ObjectInput(objects.open(row.objectKey()), 0, row.objectBytes())) {
            Unpack.unpack(archive, name -> places.placeOf(cache, name), row.bytes(), stop);
            database.useTransaction(tx -> store.noteUse(tx, row.id(), clock.instant()));
            return true;
        } catch (NoSuchFileException e) {
            forget(row);
            return false;
        } catch (IOException e) {
            if (!stop.isDone()) {
                // a next attempt must not fail for the same reason
                forget(row);
            }
            throw new IOException("cache '%s' cannot be restored: %s".formatted(row.name(), e.getMessage()), e);
        }
    }

    private void forget(CacheRow row) {
        database.useTransaction(tx ->
                objects.release(tx, store.delete(tx, row.id()).stream().toList()));
    }
}
