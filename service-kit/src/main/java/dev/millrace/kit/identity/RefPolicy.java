package dev.millrace.kit.identity;

import java.util.Set;

/**
 * One entry of a token's {@code refs} claim. Entries are tried in order, and the first that matches a ref decides.
 *
 * @param pattern an exact ref, a prefix ending in {@code /*}, or {@code *}; a pattern that starts neither with {@code refs/}
 *     nor is {@code *} or {@code HEAD} means a branch
 * @param operations {@code no-push}, {@code no-force-push}, {@code verify-sig}; an entry without any is an exception
 */
public record RefPolicy(String pattern, Set<String> operations) {

    public RefPolicy {
        operations = Set.copyOf(operations);
    }

    /** Whether this entry matches the ref, given by its full name. */
    public boolean matches(String ref) {
        if (pattern.equals("*")) {
            return true;
        }
        String full = pattern.startsWith("refs/") || pattern.equals("HEAD") ? pattern : "refs/heads/" + pattern;
        return full.endsWith("/*") ? ref.startsWith(full.substring(0, full.length() - 1)) : ref.equals(full);
    }
}
