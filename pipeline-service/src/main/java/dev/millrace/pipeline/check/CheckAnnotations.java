package dev.millrace.pipeline.check;

import dev.millrace.pipeline.report.Annotation;
import java.util.List;
import java.util.UUID;

/** Where {@link PublishCheck} reads the annotations of a check run, in an order that stays. */
interface CheckAnnotations {

    /** Some of them, {@code from} 0 on. */
    List<Annotation> list(UUID externalId, int from, int limit);
}
