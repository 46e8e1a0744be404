package dev.millrace.pipeline.mirror;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The output of {@code git ls-remote --symref}.
 *
 * @param refs object ids by full name; that of a tag's commit has the name with {@code ^{}}
 * @param head full name of the branch that {@code HEAD} stands for
 */
record ListedRefs(Map<String, String> refs, Optional<String> head) {

    static final String BRANCHES = "refs/heads/";
    static final String TAGS = "refs/tags/";

    private static final String SYMREF = "ref: ";
    private static final String PEELED = "^{}";
    /** What git-check-ref-format(1) allows, without names that git would read as an option or as another notation. */
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl} ~^:?*\\[\\\\-][^\\p{Cntrl} ~^:?*\\[\\\\]{0,254}");

    static ListedRefs of(String output) {
        Map<String, String> refs = new TreeMap<>();
        Optional<String> head = Optional.empty();
        for (String line : output.lines().toList()) {
            String[] parts = line.split("\t", 2);
            if (parts.length < 2) {
                continue;
            }
            if (!parts[0].startsWith(SYMREF)) {
                refs.put(parts[1], parts[0]);
            } else if (parts[1].equals("HEAD")) {
                head = Optional.of(parts[0].substring(SYMREF.length()));
            }
        }
        return new ListedRefs(refs, head);
    }

    /** Whether a repository can have a branch or tag of this name. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.contains("..") && !name.contains("@{");
    }

    /** The default branch. */
    RefOutcome defaultBranch() {
        String commit = refs.get("HEAD");
        if (commit == null) {
            return new RefOutcome.NoSuchRef("the repository has no commits on its default branch");
        }
        String name = head.filter(full -> full.startsWith(BRANCHES))
                .map(full -> full.substring(BRANCHES.length()))
                .orElse("HEAD");
        return new RefOutcome.Found(name, commit);
    }

    /**
     * A branch, or else a tag.
     *
     * @param name short, or full
     */
    RefOutcome named(String name) {
        return branch(name)
                .or(() -> tag(name))
                .orElseGet(() -> new RefOutcome.NoSuchRef("there is no branch or tag '%s'".formatted(name)));
    }

    private Optional<RefOutcome> branch(String name) {
        String full = name.startsWith(BRANCHES) ? name : BRANCHES + name;
        return Optional.ofNullable(refs.get(full))
                .map(commit -> new RefOutcome.Found(full.substring(BRANCHES.length()), commit));
    }

    private Optional<RefOutcome> tag(String name) {
        String full = name.startsWith(TAGS) ? name : TAGS + name;
        return Optional.ofNullable(refs.get(full + PEELED))
                .or(() -> Optional.ofNullable(refs.get(full)))
                .map(commit -> new RefOutcome.Found(full.substring(TAGS.length()), commit));
    }
}
