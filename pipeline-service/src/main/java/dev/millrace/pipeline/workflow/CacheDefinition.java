package dev.millrace.pipeline.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Folders of a job that a later run may find again.
 *
 * @param key names the cache in the repository; 1 to 100 letters, digits, {@code .}, {@code _} and {@code -}
 * @param files patterns ({@link Glob}) of files of the checkout whose content is a part of the key; a cache of other content is not used
 * @param paths folders, relative to the checkout or, after {@code ~/}, to the home folder of the job; one or more
 * @param restoreKeys keys of caches of which the newest is used, whatever its content, where there is none of this content
 */
public record CacheDefinition(
        String key,
        List<String> files,
        List<String> paths,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> restoreKeys) {

    /** Definitions that were stored by an earlier version lack the last component. */
    public CacheDefinition {
        files = List.copyOf(files);
        paths = List.copyOf(paths);
        restoreKeys = Stored.list(restoreKeys);
    }

    /**
     * Whether the content of a file is a part of the key.
     *
     * @param path relative to the checkout
     */
    public boolean dependsOn(String path) {
        return Glob.anyMatches(files, path);
    }
}
