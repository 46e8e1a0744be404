package dev.millrace.kit.identity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the claims {@code refs} and {@code ops}. Both are bounded, since their content is kept with the caller. A claim that
 * cannot be parsed rejects the token: a limit must not be dropped.
 */
final class RefPolicyClaims {

    private static final int MOST_ENTRIES = 100;
    private static final int MOST_OPERATIONS = 8;
    private static final int LONGEST_PATTERN = 500;
    private static final int LONGEST_OPERATION = 50;

    private RefPolicyClaims() {}

    /**
     * The limits on pushes, in the order in which they are tried.
     *
     * @param refs list of {@code [pattern, [operation, ...]]}
     * @param ops the older claim: operations for all refs, merged with those of a rule for all refs or appended as the last
     *     rule
     * @throws UnacceptableClaim if one of them is something else or too large
     */
    static List<RefPolicy> read(@Nullable Object refs, @Nullable Object ops) throws UnacceptableClaim {
        List<RefPolicy> policies = policies(refs);
        return ops == null ? policies : withOperations(policies, operations(ops));
    }

    private static List<RefPolicy> policies(@Nullable Object claim) throws UnacceptableClaim {
        if (claim == null) {
            return List.of();
        }
        if (!(claim instanceof Collection<?> entries)) {
            throw notUnderstood();
        }
        if (entries.size() > MOST_ENTRIES) {
            throw new UnacceptableClaim("the token's refs have %d entries; at most %d are accepted"
                    .formatted(entries.size(), MOST_ENTRIES));
        }
        List<RefPolicy> policies = new ArrayList<>();
        for (Object entry : entries) {
            if (!(entry instanceof List<?> pair) || pair.size() != 2 || !(pair.get(0) instanceof String pattern)) {
                throw notUnderstood();
            }
            if (pattern.length() > LONGEST_PATTERN) {
                throw new UnacceptableClaim("a pattern in the token's refs has %d characters; at most %d are accepted"
                        .formatted(pattern.length(), LONGEST_PATTERN));
            }
            policies.add(new RefPolicy(pattern, operations(pair.get(1))));
        }
        return policies;
    }

    private static Set<String> operations(@Nullable Object claim) throws UnacceptableClaim {
        if (!(claim instanceof Collection<?> operations)) {
            throw notUnderstood();
        }
        if (operations.size() > MOST_OPERATIONS) {
            throw new UnacceptableClaim("the token's refs name %d operations at once; at most %d are accepted"
                    .formatted(operations.size(), MOST_OPERATIONS));
        }
        var read = new HashSet<String>();
        for (Object operation : operations) {
            if (!(operation instanceof String name) || name.length() > LONGEST_OPERATION) {
                throw notUnderstood();
            }
            read.add(name);
        }
        return read;
    }

    private static List<RefPolicy> withOperations(List<RefPolicy> policies, Set<String> forAll) {
        var merged = new ArrayList<>(policies);
        Optional<RefPolicy> rule =
                policies.stream().filter(policy -> policy.pattern().equals("*")).findFirst();
        if (rule.isPresent()) {
            var joined = new HashSet<>(rule.get().operations());
            joined.addAll(forAll);
            merged.set(policies.indexOf(rule.get()), new RefPolicy("*", joined));
        } else {
            merged.add(new RefPolicy("*", forAll));
        }
        return List.copyOf(merged);
    }

    private static UnacceptableClaim notUnderstood() {
        return new UnacceptableClaim("the token's refs are not a list of [pattern, [operation, ...]]");
    }
}
