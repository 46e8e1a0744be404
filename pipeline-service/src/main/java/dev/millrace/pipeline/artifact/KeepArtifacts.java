package dev.millrace.pipeline.artifact;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.file.Archive;
import dev.millrace.pipeline.file.FileConfig;
import dev.millrace.pipeline.file.FileLimitException;
import dev.millrace.pipeline.file.FileObjects;
import dev.millrace.pipeline.file.FileTree;
import dev.millrace.pipeline.file.FoundFile;
import dev.millrace.pipeline.workflow.ArtifactDefinition;
import dev.millrace.pipeline.workflow.ArtifactDefinition.When;
import dev.millrace.pipeline.workflow.JobDefinition;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Keeps the artifacts of an attempt at a job whose processes have ended, in place of those of an earlier attempt. */
@Singleton
public final class KeepArtifacts {

    /** A job may have many more files than it keeps. */
    private static final int MOST_VISITED = 500_000;

    private final Database database;
    private final ArtifactStore store;
    private final FileObjects objects;
    private final FileConfig config;
    private final Clock clock;

    KeepArtifacts(Database database, ArtifactStore store, FileObjects objects, FileConfig config, Clock clock) {
        this.database = database;
        this.store = store;
        this.objects = objects;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Keeps what the definition names.
     *
     * @param checkout the folder of the job's files
     * @param scratch a folder for archives that are being written
     * @param passed whether the attempt passed; if not, it failed
     * @param note gets lines for the log of the job
     * @param stop ends the work
     */
    public KeepOutcome keep(
            JobRow job,
            JobDefinition definition,
            Path checkout,
            Path scratch,
            boolean passed,
            Consumer<String> note,
            CompletableFuture<?> stop) {
        List<ArtifactDefinition> wanted = definition.artifacts().stream()
                .filter(artifact ->
                        artifact.when() == When.ALWAYS || artifact.when() == (passed ? When.PASSED : When.FAILED))
                .toList();
        if (wanted.isEmpty()) {
            return new KeepOutcome.Kept();
        }
        if (!objects.areKept()) {
            note.accept("artifacts are not kept: millrace.pipeline.files.storage of this platform is 'none'");
            return new KeepOutcome.Kept();
        }
        for (ArtifactDefinition artifact : wanted) {
            KeepOutcome outcome = keep(job, artifact, checkout, scratch, note, stop);
            if (!(outcome instanceof KeepOutcome.Kept)) {
                return outcome;
            }
        }
        return new KeepOutcome.Kept();
    }

    private KeepOutcome keep(
            JobRow job,
            ArtifactDefinition artifact,
            Path checkout,
            Path scratch,
            Consumer<String> note,
            CompletableFuture<?> stop) {
        String name = artifact.name();
        Path file = scratch.resolve("artifact.tar.gz");
        try {
            List<FoundFile> files = new FileTree(checkout, MOST_VISITED).list(artifact::matches);
            if (files.isEmpty()) {
                note.accept("artifact '%s': no file matches its paths".formatted(name));
                return new KeepOutcome.Kept();
            }
            long room = database.inTransaction(tx -> room(tx, job, name));
            long most = Math.min(config.artifactSize().asLongValue(), room);
            Archive archive = Archive.pack(files, file, config.artifactFiles(), most, stop);
            String key = "artifacts/%s/%d-%s".formatted(job.buildId(), job.position(), UUID.randomUUID());
            objects.write(key, file);
            KeepOutcome outcome = refer(job, artifact, archive, key);
            if (outcome instanceof KeepOutcome.Kept) {
                note.accept("artifact '%s': %d files, %d bytes, %d compressed"
                        .formatted(name, archive.files(), archive.bytes(), archive.objectBytes()));
            }
            return outcome;
        } catch (FileLimitException e) {
            return new KeepOutcome.TooLarge("artifact '%s' is too large: %s".formatted(name, e.limit()));
        } catch (IOException | RuntimeException e) {
            return new KeepOutcome.NotStored("artifact '%s' cannot be stored: %s".formatted(name, e.getMessage()));
        } finally {
            delete(file);
        }
    }

    /** Bytes that the artifacts of the build may still have. */
    private long room(Transaction tx, JobRow job, String name) {
        long taken = store.bytesBeside(tx, job.buildId(), job.position(), name);
        return Math.max(0, config.buildSize().asLongValue() - taken);
    }

    private KeepOutcome refer(JobRow job, ArtifactDefinition artifact, Archive archive, String key) {
        return database.inTransaction(tx -> {
            store.lock(tx, job.buildId());
            // a worker that lost the job must not replace what the next one keeps
            if (!store.isCurrent(tx, job)) {
                return new KeepOutcome.NotStored("the attempt has ended");
            }
            if (archive.bytes() > room(tx, job, artifact.name())) {
                return new KeepOutcome.TooLarge(
                        "artifact '%s' is too large: the artifacts of the build may have %d bytes"
                                .formatted(artifact.name(), config.buildSize().asLongValue()));
            }
            if (!objects.use(tx, key)) {
                return new KeepOutcome.NotStored("artifact '%s' took too long".formatted(artifact.name()));
            }
            store.find(tx, job.buildId(), job.position(), artifact.name())
                    .flatMap(ArtifactRow::objectKey)
                    .ifPresent(before -> objects.release(tx, List.of(before)));
            store.put(tx, row(job, artifact, archive, key));
            return new KeepOutcome.Kept();
        });
    }

    private ArtifactRow row(JobRow job, ArtifactDefinition artifact, Archive archive, String key) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Duration kept = artifact.keepFor().orElse(config.artifactRetention());
        return new ArtifactRow(
                UUID.randomUUID(),
                job.buildId(),
                job.position(),
                artifact.name(),
                archive,
                Optional.of(key),
                now,
                now.plus(kept));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // it is in the directory of the job, which is deleted, too
        }
    }
}
