package dev.millrace.forge;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Describes what responded instead of a Git server: a proxy with single sign-on or a captive portal sends its page with
 * status 200, which must not be mistaken for an empty or a damaged repository.
 */
public final class WebPage {

    private static final Pattern TITLE = Pattern.compile("<title[^>]*>([^<]*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cntrl}\\s]+");
    private static final int LONGEST_QUOTE = 80;

    private WebPage() {}

    /**
     * The message for it.
     *
     * @param name of the server that was asked
     * @param contentType content type of the response; empty if it states none
     * @param beginning of the body, redacted
     * @param expected the content type that a Git server sends
     */
    public static String message(String name, String contentType, String beginning, String expected) {
        String quote = quote(beginning);
        String quoted = quote.isEmpty() ? "" : " ('%s')".formatted(quote);
        String type = contentType.isBlank()
                ? "no content type"
                : INVISIBLE.matcher(contentType).replaceAll(" ");
        if (beginning.isEmpty()) {
            return "no Git server answered for %s: the answer is empty".formatted(name);
        }
        String start = beginning.stripLeading().toLowerCase(Locale.ROOT);
        boolean isPage = contentType.toLowerCase(Locale.ROOT).contains("html") || start.startsWith("<");
        return isPage
                ? "no Git server answered for %s but a web page%s: is a single sign-on or a proxy in between?"
                        .formatted(name, quoted)
                : "no Git server answered for %s: the answer has %s%s, and Git's is %s"
                        .formatted(name, type, quoted, expected);
    }

    private static String quote(String beginning) {
        Matcher title = TITLE.matcher(beginning);
        String text =
                title.find() ? title.group(1) : beginning.lines().findFirst().orElse("");
        String line = INVISIBLE.matcher(text).replaceAll(" ").strip();
        return line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE - 1) + "…" : line;
    }
}
