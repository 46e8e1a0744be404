package dev.millrace.standalone.docs;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Javadoc comment as Markdown.
 *
 * @param source without the stars and slashes
 */
record Javadoc(String source) {

    private static final Pattern CODE = Pattern.compile("\\{@code\\s+([^}]*)}");
    private static final Pattern LINK = Pattern.compile("\\{@link(?:plain)?\\s+([^}\\s]*)(?:\\s+([^}]*))?}");
    private static final Pattern BLOCK_TAG = Pattern.compile("(?m)^\\s*@[a-z]+");

    /** Everything before the first block tag, on one line; empty if there is nothing. */
    String text() {
        Matcher tag = BLOCK_TAG.matcher(source);
        return markdown(tag.find() ? source.substring(0, tag.start()) : source);
    }

    /** The first paragraph of the text. */
    String firstParagraph() {
        return new Javadoc(source.split("<p>", 2)[0]).text();
    }

    /** The first sentence of the text. */
    String firstSentence() {
        String text = text();
        int end = text.indexOf(". ");
        return end < 0 ? text : text.substring(0, end + 1);
    }

    /** What the comment has about a parameter or component; empty if nothing. */
    Optional<String> param(String name) {
        Matcher param = Pattern.compile("(?s)@param\\s+" + Pattern.quote(name) + "\\s+(.*?)(?=\\n\\s*@[a-z]|\\z)")
                .matcher(source);
        return param.find() ? Optional.of(markdown(param.group(1))).filter(text -> !text.isEmpty()) : Optional.empty();
    }

    private static String markdown(String javadoc) {
        String text = CODE.matcher(javadoc).replaceAll(code -> Matcher.quoteReplacement("`" + code.group(1) + "`"));
        text = LINK.matcher(text).replaceAll(link -> {
            String shown = link.group(2) == null ? link.group(1).replaceFirst("^#", "") : link.group(2);
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
