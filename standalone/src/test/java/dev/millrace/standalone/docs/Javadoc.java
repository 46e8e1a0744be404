package dev.millrace.standalone.docs;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Javadoc comment as Markdown.
 *
 * @param source without the stars and slashes
 */
record Javadoc(String source) {

    private static final int WIDTH = 130;
    private static final Pattern CODE = Pattern.compile("\\{@code\\s+([^}]*)}");
    private static final Pattern LINK = Pattern.compile("\\{@link(?:plain)?\\s+([^}\\s]*)(?:\\s+([^}]*))?}");
    private static final Pattern BLOCK_TAG = Pattern.compile("(?m)^\\s*@[a-z]+");

    /** Everything before the first block tag, on one line; empty if there is nothing. */
    String text() {
        Matcher tag = BLOCK_TAG.matcher(source);
        return markdown(tag.find() ? source.substring(0, tag.start()) : source);
    }

    /** The text with its paragraphs, in lines of at most {@value #WIDTH} characters where words allow it. */
    String paragraphs() {
        return Arrays.stream(BLOCK_TAG.split(source, 2)[0].split("<p>"))
                .map(Javadoc::markdown)
                .map(Javadoc::wrapped)
                .collect(Collectors.joining("\n\n"));
    }

    private static String wrapped(String paragraph) {
        var lines = new StringBuilder();
        int column = 0;
        for (String word : paragraph.split(" ")) {
            boolean fits = column + 1 + word.length() <= WIDTH;
            lines.append(column == 0 ? "" : fits ? " " : "\n").append(word);
            column = column == 0 ? word.length() : fits ? column + 1 + word.length() : word.length();
        }
        return lines.toString();
    }

    /** The comment's text about a parameter or component; empty if there is none. */
    Optional<String> param(String name) {
        Matcher param = Pattern.compile("(?s)@param\\s+" + Pattern.quote(name) + "\\s+(.*?)(?=\\n\\s*@[a-z]|\\z)")
                .matcher(source);
        return param.find() ? Optional.of(markdown(param.group(1))).filter(text -> !text.isEmpty()) : Optional.empty();
    }

    private static String markdown(String javadoc) {
        String text = CODE.matcher(javadoc).replaceAll(code -> Matcher.quoteReplacement("`" + code.group(1) + "`"));
        text = LINK.matcher(text).replaceAll(link -> {
            String shown = link.group(2) == null ? link.group(1).replaceFirst("^(?:[a-z]+\\.)*#?", "") : link.group(2);
            return Matcher.quoteReplacement("`" + shown + "`");
        });
        return text.replace("<p>", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
