package dev.millrace.pipeline.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the lines of a comment that are commands: they begin with {@code /} and a verb. What a reader does not see as the
 * author's own text is none: fenced and indented code, quotes, HTML comments and {@code <pre>} (GitHub Flavored Markdown 0.29). A
 * line that follows a quote without a blank line is shown as a part of the quote, so it is none, either.
 */
final class CommandLines {

    /** A line with another first word is text: many begin with a path. */
    static final Set<String> VERBS =
            Set.of("ops", "test", "retest", "cancel", "ok-to-test", "hold", "unhold", "skip", "override");

    private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");
    private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,})(.*)");
    private static final Pattern QUOTE = Pattern.compile(" {0,3}>(.*)");
    private static final Pattern PRE = Pattern.compile(" {0,3}<(pre|script|style|textarea)(?:[\\s>].*|)");
    private static final Pattern VERB = Pattern.compile("/([A-Za-z-]+)(?:\\s.*|)");

    private final List<String> found = new ArrayList<>();
    private String fence = "";
    private String element = "";
    private boolean inComment;
    private boolean inQuote;

    private CommandLines() {}

    /** The lines in order, without blanks at their ends; no more than {@code most}. */
    static List<String> of(String comment, int most) {
        var lines = new CommandLines();
        for (String line : LINE_END.split(comment.replace("\0", ""))) {
            lines.read(line);
            if (lines.found.size() == most) {
                break;
            }
        }
        return List.copyOf(lines.found);
    }

    private void read(String line) {
        if (!fence.isEmpty()) {
            closeFence(line);
            return;
        }
        if (!element.isEmpty()) {
            closeElement(line);
            return;
        }
        boolean begunInComment = inComment;
        String text = withoutComments(line);
        if (begunInComment) {
            return; // whatever follows the end of a comment does not begin its line
        }
        Matcher opening = FENCE.matcher(text);
        Matcher pre = PRE.matcher(text.toLowerCase(Locale.ROOT));
        Matcher quote = QUOTE.matcher(text);
        if (opening.matches()
                && !(opening.group(1).startsWith("`") && opening.group(2).contains("`"))) {
            fence = opening.group(1);
            inQuote = false;
        } else if (pre.matches()) {
            element = pre.group(1);
            closeElement(line);
        } else if (quote.matches()) {
            inQuote = !quote.group(1).isBlank();
        } else if (text.isBlank()) {
            inQuote = false;
        } else if (!inQuote && isCommand(text)) {
            found.add(text.strip());
        }
    }

    private static boolean isCommand(String text) {
        Matcher verb = VERB.matcher(text);
        return verb.matches() && VERBS.contains(verb.group(1).toLowerCase(Locale.ROOT));
    }

    private void closeFence(String line) {
        Matcher closing = FENCE.matcher(line);
        boolean closes = closing.matches()
                && closing.group(2).isBlank()
                && closing.group(1).charAt(0) == fence.charAt(0)
                && closing.group(1).length() >= fence.length();
        if (closes) {
            fence = "";
        }
    }

    private void closeElement(String line) {
        if (line.toLowerCase(Locale.ROOT).contains("</" + element + ">")) {
            element = "";
        }
    }

    /** The text outside of HTML comments, which may begin on one line and end on a later one. */
    private String withoutComments(String line) {
        var text = new StringBuilder();
        int at = 0;
        while (at < line.length()) {
            int mark = line.indexOf(inComment ? "-->" : "<!--", at);
            int end = mark < 0 ? line.length() : mark;
            if (!inComment) {
                text.append(line, at, end);
            }
            if (mark < 0) {
                break;
            }
            at = mark + (inComment ? 3 : 4);
            inComment = !inComment;
        }
        return text.toString();
    }
}
