package dev.millrace.pipeline.file;

import java.nio.file.Path;

/**
 * A file that a job left.
 *
 * @param name in the archive: relative, segments separated by {@code /}
 * @param path where it is; not followed if it is a link
 * @param bytes its size; 0 for a link
 * @param isLink whether it is a symbolic link, which is kept as one
 */
public record FoundFile(String name, Path path, long bytes, boolean isLink) {}
