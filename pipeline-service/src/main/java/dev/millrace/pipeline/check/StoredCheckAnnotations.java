package dev.millrace.pipeline.check;

import dev.millrace.pipeline.report.Annotation;
import dev.millrace.pipeline.report.BuildAnnotations;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** A check run with annotations is a build's, and has its id. */
@Singleton
final class StoredCheckAnnotations implements CheckAnnotations {

    private final BuildAnnotations annotations;

    StoredCheckAnnotations(BuildAnnotations annotations) {
        this.annotations = annotations;
    }

    @Override
    public List<Annotation> list(UUID externalId, int from, int limit) {
        return annotations.list(externalId, from, limit);
    }
}
