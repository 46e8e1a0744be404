package dev.millrace.pipeline.report;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A remark about lines of a file.
 *
 * @param path a file of the checkout, relative to it
 * @param startLine 1 or more
 * @param endLine not before {@code startLine}
 * @param level how grave it is
 * @param message plain text, at most {@value #LONGEST_MESSAGE} characters; longer ones are truncated
 * @param title one line, at most {@value #LONGEST_TITLE} characters; longer ones are truncated
 */
public record Annotation(String path, int startLine, int endLine, Level level, String message, Optional<String> title) {

    static final int LONGEST_MESSAGE = 4_000;
    static final int LONGEST_TITLE = 200;
    /** More lines than any file that is read by people. */
    static final int LAST_LINE = 9_999_999;

    /** How grave a remark is, the gravest first. */
    public enum Level {
        FAILURE,
        WARNING,
        NOTICE
    }

    public Annotation {
        if (startLine < 1 || endLine < startLine || endLine > LAST_LINE) {
            throw new IllegalArgumentException("lines %d to %d are no range".formatted(startLine, endLine));
        }
        message = shortened(message.replace('\0', ' ').strip(), LONGEST_MESSAGE);
        title = title.map(text -> shortened(
                        text.replace('\0', ' ').lines().findFirst().orElse("").strip(), LONGEST_TITLE))
                .filter(text -> !text.isEmpty());
    }

    /** One about a line. */
    Annotation(String path, int line, Level level, String message, Optional<String> title) {
        this(path, line, line, level, message, title);
    }

    Annotation masked(UnaryOperator<String> mask) {
        return new Annotation(path, startLine, endLine, level, mask.apply(message), title.map(mask));
    }

    static String shortened(String text, int most) {
        if (text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }
}
