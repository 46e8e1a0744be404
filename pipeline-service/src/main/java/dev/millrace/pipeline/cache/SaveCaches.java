package dev.millrace.pipeline.cache;

import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.cache.FoundCaches.Missing;
import dev.millrace.pipeline.file.Archive;
import dev.millrace.pipeline.file.FileConfig;
import dev.millrace.pipeline.file.FileLimitException;
import dev.millrace.pipeline.file.FileObjects;
import dev.millrace.pipeline.file.FoundFile;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Saves the caches of a job that passed and of which there was none with their content. A job never fails because of one. Of two jobs
 * that save the same at the same time, the first one counts.
 */
@Singleton
public final class SaveCaches {

    private final Database database;
    private final CacheStore store;
    private final FileObjects objects;
    private final FileConfig config;
    private final Clock clock;

    SaveCaches(Database database, CacheStore store, FileObjects objects, FileConfig config, Clock clock) {
        this.database = database;
        this.store = store;
        this.objects = objects;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Saves them.
     *
     * @param checkout the folder of the job's files; its processes have ended
     * @param home its home folder
     * @param scratch a folder for archives that are being written
     * @param note gets lines for the log of the job
     * @param stop ends the work
     */
    public void save(
            FoundCaches found,
            Path checkout,
            Path home,
            Path scratch,
            Consumer<String> note,
            CompletableFuture<?> stop) {
        for (Missing missing : found.missing()) {
            if (stop.isDone()) {
                return;
            }
            Path file = scratch.resolve("cache.tar.gz");
            try {
                save(found.scope(), missing, new CachePlaces(checkout, home), file, note, stop);
            } catch (FileLimitException e) {
                note.accept(
                        "cache '%s' is not saved: %s".formatted(missing.cache().key(), e.limit()));
            } catch (IOException | RuntimeException e) {
                note.accept(
                        "cache '%s' is not saved: %s".formatted(missing.cache().key(), e.getMessage()));
            } finally {
                delete(file);
            }
        }
    }

    private void save(
            CacheScope scope,
            Missing missing,
            CachePlaces places,
            Path file,
            Consumer<String> note,
            CompletableFuture<?> stop)
            throws IOException, FileLimitException {
        String name = missing.cache().key();
        List<FoundFile> files = places.files(missing.cache(), config.cacheFiles());
        if (files.isEmpty()) {
            note.accept("cache '%s' is not saved: its paths have no files".formatted(name));
            return;
        }
        Archive archive = Archive.pack(
                files, file, config.cacheFiles(), config.cacheSize().asLongValue(), stop);
        String key = "caches/%s".formatted(UUID.randomUUID());
        objects.write(key, file);
        if (refer(scope, missing, archive, key)) {
            note.accept("cache '%s' is saved: %d files, %d bytes, %d compressed"
                    .formatted(name, archive.files(), archive.bytes(), archive.objectBytes()));
        }
    }

    private boolean refer(CacheScope scope, Missing missing, Archive archive, String key) {
        var row = new CacheRow(
                UUID.randomUUID(),
                scope.team(),
                scope.upstreamKey(),
                scope.write().orElseThrow(),
                missing.cache().key(),
                missing.hash(),
                archive.files(),
                archive.bytes(),
                archive.objectBytes(),
                key,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        return database.inTransaction(tx -> {
            store.lock(tx, row);
            if (!store.add(tx, row)) {
                objects.release(tx, List.of(key));
                return false;
            }
            if (!objects.use(tx, key)) {
                store.delete(tx, row.id());
                return false;
            }
            objects.release(tx, store.trim(tx, row, config.repositoryCaches().asLongValue()));
            return true;
        });
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // it is in the directory of the job, which is deleted, too
        }
    }
}
