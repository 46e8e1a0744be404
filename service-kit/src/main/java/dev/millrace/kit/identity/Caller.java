package dev.millrace.kit.identity;

import dev.millrace.kit.error.MillraceException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who is calling, according to a verified token.
 *
 * @param team slug, the token's {@code iss}
 * @param subject the token's {@code sub}, for logs; empty text if it has none
 * @param repository the token's {@code repo}: the one repository it may access; empty for a token of the whole team
 * @param scopes what the token allows
 * @param refPolicies limits on pushes, in the order in which they are tried
 * @param expiresAt when the token expires
 */
public record Caller(
        String team,
        String subject,
        Optional<String> repository,
        Set<Scope> scopes,
        List<RefPolicy> refPolicies,
        Instant expiresAt) {

    public Caller {
        scopes = Set.copyOf(scopes);
        refPolicies = List.copyOf(refPolicies);
    }

    /** Whether the token allows it; writing includes reading. */
    public boolean has(Scope scope) {
        return scopes.contains(scope) || (scope == Scope.GIT_READ && scopes.contains(Scope.GIT_WRITE));
    }

    /**
     * Requires a scope.
     *
     * @throws MillraceException 403 if the token lacks it
     */
    public void require(Scope scope) {
        if (!has(scope)) {
            throw MillraceException.forbidden("the token lacks the scope " + scope.wireName())
                    .withCode("scope_missing");
        }
    }

    /**
     * Requires that the token is for this repository or for the whole team.
     *
     * @throws MillraceException 403 if it names another repository
     */
    public void requireRepository(String name) {
        if (!isFor(name)) {
            throw MillraceException.forbidden(
                            "the token is for the repository '%s', not for '%s'".formatted(repository.orElse(""), name))
                    .withCode("other_repository");
        }
    }

    /** Whether the token is for this repository or for the whole team. */
    public boolean isFor(String name) {
        return repository.isEmpty()
                || repository.get().equals(name)
                || repository.get().equals("org");
    }

    /** The first policy that matches the ref; empty means allowed. */
    public Optional<RefPolicy> policyFor(String ref) {
        return refPolicies.stream().filter(policy -> policy.matches(ref)).findFirst();
    }
}
