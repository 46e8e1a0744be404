package dev.millrace.gateway.dashboard.search;

import dev.millrace.gateway.dashboard.frame.LocalPath;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is searched, as the address of the page states it.
 *
 * @param text the text or expression; empty text before the first search
 * @param isExpression whether the text is an expression of RE2
 * @param isCaseSensitive whether upper and lower case differ
 * @param repository its name; empty text for all
 * @param ref branch or tag, or {@code *}; empty text for the default branches
 * @param include glob of paths; empty text for all
 */
record SearchChoice(
        String text, boolean isExpression, boolean isCaseSensitive, String repository, String ref, String include) {

    /** @param given first value of each query parameter of the page */
    static SearchChoice of(Map<String, String> given) {
        return new SearchChoice(
                given.getOrDefault("q", ""),
                given.containsKey("expression"),
                given.containsKey("case"),
                given.getOrDefault("repository", "").strip(),
                given.getOrDefault("ref", "").strip(),
                given.getOrDefault("include", "").strip());
    }

    /** Whether nothing is searched yet. */
    public boolean isNone() {
        return text.isBlank();
    }

    /** Whether more than the text is chosen. */
    public boolean isDetailed() {
        return isExpression || isCaseSensitive || !ref.isEmpty() || !include.isEmpty();
    }

    /** The call of the API; each context line costs as much of a page as a match. */
    String api(int limit, String cursor) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("q", text);
        all.put("literal", Boolean.toString(!isExpression));
        all.put("case_sensitive", Boolean.toString(isCaseSensitive));
        all.put("repository", repository);
        all.put("ref", ref);
        all.put("include", include);
        all.put("limit", Integer.toString(limit));
        all.put("cursor", cursor);
        return "/api/search?" + joined(all);
    }

    /** The address of the page from a position on. */
    String page(String cursor) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("q", text);
        all.put("expression", isExpression ? "on" : "");
        all.put("case", isCaseSensitive ? "on" : "");
        all.put("repository", repository);
        all.put("ref", ref);
        all.put("include", include);
        all.put("cursor", cursor);
        return "/ui/search?" + joined(all);
    }

    private static String joined(Map<String, String> values) {
        return values.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> entry.getKey() + "=" + LocalPath.escaped(entry.getValue()))
                .collect(Collectors.joining("&"));
    }
}
