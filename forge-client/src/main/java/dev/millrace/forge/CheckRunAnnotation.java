package dev.millrace.forge;

import java.util.Locale;
import java.util.Optional;

/**
 * A remark about lines of a file, shown in the diff of a change.
 *
 * @param path relative to the repository's root, with {@code /}
 * @param startLine 1 or more
 * @param endLine not before {@code startLine}
 * @param level how grave it is
 * @param message plain text, at most 64 KiB of UTF-8; longer ones are truncated
 * @param title at most 255 characters; longer ones are truncated
 */
public record CheckRunAnnotation(
        String path, int startLine, int endLine, Level level, String message, Optional<String> title) {

    /** How grave a remark is. */
    public enum Level {
        NOTICE,
        WARNING,
        FAILURE;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public CheckRunAnnotation {
        if (startLine < 1 || endLine < startLine) {
            throw new IllegalArgumentException("lines %d to %d are no range".formatted(startLine, endLine));
        }
    }
}
