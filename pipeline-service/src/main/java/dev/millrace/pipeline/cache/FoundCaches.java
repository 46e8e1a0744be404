package dev.millrace.pipeline.cache;

import dev.millrace.pipeline.workflow.CacheDefinition;
import java.util.List;

/**
 * What {@link UseCaches} found when a job began, by which it decides at its end what to save.
 *
 * @param scope which caches the build uses
 * @param missing those of the job that are to be saved
 */
public record FoundCaches(CacheScope scope, List<Missing> missing) {

    public FoundCaches {
        missing = List.copyOf(missing);
    }

    /**
     * A cache of which there is none with this content.
     *
     * @param hash see {@link CacheHash}
     */
    record Missing(CacheDefinition cache, String hash) {}
}
