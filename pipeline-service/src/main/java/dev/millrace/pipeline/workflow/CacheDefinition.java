package dev.millrace.pipeline.workflow;

import java.util.List;

/**
 * Folders of a job that a later run may find again.
 *
 * @param key names the cache in the repository; 1 to 100 letters, digits, {@code .}, {@code _} and {@code -}
 * @param files files of the checkout whose content is a part of the key; a cache of other content is not used
 * @param paths folders, relative to the checkout or, after {@code ~/}, to the home folder of the job; one or more
 */
public record CacheDefinition(String key, List<String> files, List<String> paths) {

    public CacheDefinition {
        files = List.copyOf(files);
        paths = List.copyOf(paths);
    }
}
