package dev.millrace.pipeline.workflow;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Files of a job that are kept when it ends.
 *
 * @param name unique in the job; letters, digits, {@code .}, {@code _} and {@code -}
 * @param paths patterns ({@link Glob}) relative to the checkout, one or more
 * @param when after which end they are kept
 * @param keepFor for how long; empty for the platform's default
 */
public record ArtifactDefinition(String name, List<String> paths, When when, Optional<Duration> keepFor) {

    /** The end of a job after which an artifact is kept. */
    public enum When {
        PASSED,
        FAILED,
        ALWAYS
    }

    public ArtifactDefinition {
        paths = List.copyOf(paths);
    }

    /**
     * Whether a file belongs to it.
     *
     * @param path relative to the checkout
     */
    public boolean matches(String path) {
        return Glob.anyMatches(paths, path);
    }
}
