package dev.millrace.pipeline.artifact;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.JobRow;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The artifacts of builds. */
@Singleton
public final class Artifacts {

    private final ArtifactStore store;

    Artifacts(ArtifactStore store) {
        this.store = store;
    }

    /**
     * Those that the jobs of a build have, by position and name, also expired ones; of a job that did not run again, those of the attempt
     * in which it ran.
     */
    public List<ArtifactRow> ofBuild(Transaction tx, UUID buildId) {
        return store.ofBuild(tx, buildId);
    }

    /** One of a job. */
    public Optional<ArtifactRow> find(Transaction tx, JobRow job, String name) {
        return store.find(tx, job.ranIn(), job.position(), name);
    }
}
