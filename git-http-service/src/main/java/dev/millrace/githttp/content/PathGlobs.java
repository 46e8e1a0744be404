package dev.millrace.githttp.content;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.millrace.kit.error.MillraceException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which paths a call includes. In a glob, {@code *} and {@code ?} do not match {@code /}, {@code **} does, {@code [a-z]}, {@code
 * [!a]} and {@code {a,b}} are sets. A glob without {@code /} matches a name in any folder; one that matches a folder matches all
 * below it.
 */
public final class PathGlobs {

    /** Matches all paths. */
    static final PathGlobs ALL = new PathGlobs(List.of(), List.of());

    private static final int MOST = 100;
    private static final int LONGEST = 500;

    private final List<Pattern> included;
    private final List<Pattern> excluded;

    private PathGlobs(List<Pattern> included, List<Pattern> excluded) {
        this.included = included;
        this.excluded = excluded;
    }

    /**
     * The paths that match one of the first globs, if there are any, and none of the others.
     *
     * @throws MillraceException 400 if one of them is no glob, is too long, or there are too many
     */
    public static PathGlobs of(List<String> included, List<String> excluded) {
        return new PathGlobs(patterns(included), patterns(excluded));
    }

    /** Whether a path is among them. */
    public boolean includes(String path) {
        return (included.isEmpty() || matchesOne(included, path)) && !matchesOne(excluded, path);
    }

    private static boolean matchesOne(List<Pattern> patterns, String path) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(path));
    }

    private static List<Pattern> patterns(List<String> globs) {
        if (globs.size() > MOST) {
            throw MillraceException.badRequest("%d globs are more than the limit of %d".formatted(globs.size(), MOST));
        }
        return globs.stream().map(PathGlobs::pattern).collect(Collectors.toUnmodifiableList());
    }

    private static Pattern pattern(String glob) {
        if (glob.length() > LONGEST) {
            throw MillraceException.badRequest(
                    "a glob of %d characters is longer than the limit of %d".formatted(glob.length(), LONGEST));
        }
        String plain = glob.replaceAll("^(\\./|/)+|/+$", "");
        try {
            String prefix = plain.contains("/") ? "" : "(?:.*/)?";
            return Pattern.compile("(?s)" + prefix + expression(plain) + "(?:/.*)?");
        } catch (PatternSyntaxException e) {
            throw MillraceException.badRequest("'%s' is not a glob: %s".formatted(glob, e.getDescription()));
        }
    }

    private static String expression(String glob) {
        StringBuilder to = new StringBuilder();
        int groups = 0;
        int at = 0;
        while (at < glob.length()) {
            char c = glob.charAt(at++);
            switch (c) {
                case '*' -> at = stars(glob, at, to);
                case '?' -> to.append("[^/]");
                case '[' -> at = set(glob, at, to);
                case '{' -> {
                    groups++;
                    to.append("(?:");
                }
                case '}' -> {
                    to.append(groups > 0 ? ")" : "\\}");
                    groups = Math.max(0, groups - 1);
                }
                case ',' -> to.append(groups > 0 ? "|" : ",");
                default -> to.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return to.toString();
    }

    private static int stars(String glob, int at, StringBuilder to) {
        if (at >= glob.length() || glob.charAt(at) != '*') {
            to.append("[^/]*");
            return at;
        }
        if (at + 1 < glob.length() && glob.charAt(at + 1) == '/') {
            to.append("(?:.*/)?");
            return at + 2;
        }
        to.append(".*");
        return at + 1;
    }

    private static int set(String glob, int at, StringBuilder to) {
        int end = glob.indexOf(']', at + 1);
        if (end < 0) {
            to.append("\\[");
            return at;
        }
        String members = glob.substring(at, end);
        boolean isNegated = members.startsWith("!");
        to.append(isNegated ? "[^/" : "[")
                .append(members.substring(isNegated ? 1 : 0)
                        .replace("\\", "\\\\")
                        .replace("[", "\\["))
                .append(']');
        return end + 1;
    }
}
