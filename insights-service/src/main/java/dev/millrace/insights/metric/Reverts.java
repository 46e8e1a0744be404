package dev.millrace.insights.metric;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads from titles and branches what a change or a commit reverts. Branches first: the forge names the number there, and titles
 * are edited.
 */
public final class Reverts {

    /** What git and forges write: {@code Revert "title"}; a squash of it adds the number. */
    private static final Pattern TITLE = Pattern.compile("Revert \"(.*)\"(?: \\(#\\d+\\))?");

    /** The branch of GitHub's button: {@code revert-12-branch}. */
    private static final Pattern BRANCH = Pattern.compile("revert-(\\d{1,18})-.*");

    /** A squashed title names the number of its change. */
    private static final Pattern NUMBER = Pattern.compile(".*\\(#(\\d{1,18})\\)");

    private static final Pattern HOTFIX_BRANCH = Pattern.compile("hot-?fix(?:[-_/].*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern HOTFIX_TITLE = Pattern.compile("\\bhot-?fix\\b", Pattern.CASE_INSENSITIVE);

    private Reverts() {}

    /** The title of what is reverted. The revert of a revert restores something and is no evidence, so it has none. */
    static Optional<String> revertedTitle(String title) {
        Matcher matcher = TITLE.matcher(title);
        return matcher.matches() && !matcher.group(1).startsWith("Revert \"")
                ? Optional.of(matcher.group(1))
                : Optional.empty();
    }

    /** The number that the branch or the title of a revert names. */
    public static Optional<Long> revertedNumber(String branch, String title) {
        if (title.startsWith("Revert \"Revert \"") || title.startsWith("Reapply \"")) {
            return Optional.empty();
        }
        Matcher byBranch = BRANCH.matcher(branch);
        if (byBranch.matches()) {
            return Optional.of(Long.parseLong(byBranch.group(1)));
        }
        return revertedTitle(title)
                .map(NUMBER::matcher)
                .filter(Matcher::matches)
                .map(matcher -> Long.parseLong(matcher.group(1)));
    }

    /** Whether the branch or the title marks an urgent repair. */
    public static boolean isHotfix(String branch, String title) {
        return HOTFIX_BRANCH.matcher(branch).matches()
                || HOTFIX_TITLE.matcher(title).find();
    }
}
