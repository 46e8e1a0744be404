package dev.millrace.gateway.dashboard.build;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;

/**
 * Files that a job kept, as {@code GET /api/builds/{id}/artifacts} returns them.
 *
 * @param size bytes of the archive
 * @param href where the archive is
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Artifact(String job, String name, int files, long size, Instant expiresAt, boolean expired, String href) {

    /** The size of the archive, as people write it. */
    public String shownSize() {
        return StateTone.size(size);
    }

    /** Those of a build. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record All(List<Artifact> artifacts) {}
}
