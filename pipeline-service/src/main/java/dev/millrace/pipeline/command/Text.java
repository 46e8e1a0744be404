package dev.millrace.pipeline.command;

import dev.millrace.kit.text.HiddenCharacters;
import java.net.URI;
import java.util.UUID;

/** Parts of replies, in Markdown. What people wrote is shown as code, so that it mentions, links and formats nothing. */
final class Text {

    private Text() {}

    /** A code span (CommonMark 6.1), which shows every visible character as itself. */
    static String code(String text) {
        String line = HiddenCharacters.escaped(text).replaceAll("[\\r\\n]+", " ");
        int longest = 0;
        int row = 0;
        for (char character : line.toCharArray()) {
            row = character == '`' ? row + 1 : 0;
            longest = Math.max(longest, row);
        }
        String fence = "`".repeat(longest + 1);
        String pad = line.startsWith("`") || line.endsWith("`") || line.isBlank() ? " " : "";
        return fence + pad + line + pad + fence;
    }

    /** The beginning of a text. */
    static String shortened(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest)) + "…";
    }

    /** A commit as people know it. */
    static String commit(String sha) {
        return "`" + sha.substring(0, Math.min(12, sha.length())) + "`";
    }

    /** A link to a build. */
    static String build(URI platform, UUID id, String text) {
        return "[%s](%s/api/builds/%s)".formatted(text, platform.toString().replaceAll("/+$", ""), id);
    }
}
