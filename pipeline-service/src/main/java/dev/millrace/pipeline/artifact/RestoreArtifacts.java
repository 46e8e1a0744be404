package dev.millrace.pipeline.artifact;

import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.file.FileObjects;
import dev.millrace.pipeline.file.ObjectInput;
import dev.millrace.pipeline.file.Unpack;
import dev.millrace.pipeline.file.Unpack.Place;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Puts the artifacts of the jobs that a job needs into its checkout, before it begins. */
@Singleton
public final class RestoreArtifacts {

    private final Database database;
    private final ArtifactStore store;
    private final FileObjects objects;

    RestoreArtifacts(Database database, ArtifactStore store, FileObjects objects) {
        this.database = database;
        this.store = store;
        this.objects = objects;
    }

    /**
     * Restores them, in the order of the jobs; of several with the same file, the last one counts.
     *
     * @param checkout the folder of the job's files
     * @param note gets lines for the log of the job
     * @param stop ends the work with an {@link IOException}
     * @throws IOException if one of them cannot be restored; some files may exist then
     */
    public void restore(BuildRow build, JobRow job, Path checkout, Consumer<String> note, CompletableFuture<?> stop)
            throws IOException {
        Set<Integer> needed = NeededJobs.of(build.pipeline().jobs(), job.position());
        if (needed.isEmpty()) {
            return;
        }
        List<ArtifactRow> artifacts = database.inTransaction(tx -> store.ofBuild(tx, build.id()));
        for (ArtifactRow artifact : artifacts) {
            if (needed.contains(artifact.position())) {
                String from = build.pipeline().jobs().get(artifact.position()).name();
                restore(artifact, from, checkout, note, stop);
            }
        }
    }

    private void restore(
            ArtifactRow artifact, String from, Path checkout, Consumer<String> note, CompletableFuture<?> stop)
            throws IOException {
        if (artifact.objectKey().isEmpty()) {
            note.accept(
                    "artifact '%s' of job '%s' expired at %s".formatted(artifact.name(), from, artifact.expiresAt()));
            return;
        }
        try (var archive = new ObjectInput(
                objects.open(artifact.objectKey().get()), 0, artifact.archive().objectBytes())) {
            Unpack.unpack(
                    archive,
                    name -> Optional.of(new Place(checkout, name)),
                    artifact.archive().bytes(),
                    stop);
            note.accept("artifact '%s' of job '%s': %d files"
                    .formatted(artifact.name(), from, artifact.archive().files()));
        } catch (NoSuchFileException e) {
            throw new IOException("artifact '%s' of job '%s' is missing".formatted(artifact.name(), from), e);
        } catch (IOException e) {
            throw new IOException(
                    "artifact '%s' of job '%s' cannot be restored: %s".formatted(artifact.name(), from, e.getMessage()),
                    e);
        }
    }
}
