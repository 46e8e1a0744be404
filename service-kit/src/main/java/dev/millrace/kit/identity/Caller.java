package dev.millrace.kit.identity;

import dev.millrace.kit.error.MillraceException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Who is calling, according to a verified token: a person, or a token of a team.
 *
 * @param team slug of the team that the caller acts for: the token's {@code iss}; {@link #PLATFORM} if it acts for none
 * @param subject the token's {@code sub}, for logs; empty text if it has none
 * @param user id of the person; empty for a token of a team
 * @param role role in the team; empty if a key of the team signed the token, since its scopes are all that it has, and for a
 *     caller that acts for no team
 * @param administrator whether the caller administers the platform
 * @param repository the token's {@code repo}: the one repository it may access; empty for a token of the whole team
 * @param scopes what the token allows
 * @param refPolicies limits on pushes, in the order in which they are tried
 * @param expiresAt when the token expires
 */
public record Caller(
        String team,
        String subject,
        Optional<UUID> user,
        Optional<Role> role,
        boolean administrator,
        Optional<String> repository,
        Set<Scope> scopes,
        List<RefPolicy> refPolicies,
        Instant expiresAt) {

    /** Stands for the team of a caller that acts for none. No team has this slug. */
    public static final String PLATFORM = "millrace/platform";

    private static final List<Scope> SCOPES = List.of(Scope.values());

    public Caller {
        scopes = Set.copyOf(scopes);
        refPolicies = List.copyOf(refPolicies);
    }

    /** A caller with a token that a key of the team signed. */
    public Caller(
            String team,
            String subject,
            Optional<String> repository,
            Set<Scope> scopes,
            List<RefPolicy> refPolicies,
            Instant expiresAt) {
        this(team, subject, Optional.empty(), Optional.empty(), false, repository, scopes, refPolicies, expiresAt);
    }

    /**
     * The names for {@code @RolesAllowed}, see {@link Roles}. A token of the team that may read what belongs to the team is a
     * viewer, whatever signed it.
     */
    Set<String> roles() {
        // computed for each request
        Set<String> roles = new HashSet<>();
        for (Scope scope : SCOPES) {
            if (has(scope)) {
                roles.add(scope.wireName());
            }
        }
        if (has(Scope.ORG_READ) && isForWholeTeam()) {
            roles.add(Roles.VIEWER);
        }
        if (has(Scope.TEAM_WRITE)) {
            Stream.of(Role.MEMBER, Role.MAINTAINER, Role.OWNER)
                    .filter(included ->
                            role.filter(own -> own.includes(included)).isPresent())
                    .map(Role::wireName)
                    .forEach(roles::add);
        }
        if (administrator) {
            roles.add(Roles.ADMINISTRATOR);
        }
        return Collections.unmodifiableSet(roles);
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
        return isForWholeTeam() || repository.filter(name::equals).isPresent();
    }

    private boolean isForWholeTeam() {
        return repository.isEmpty() || repository.get().equals("org");
    }

    /** The first policy that matches the ref; empty means allowed. */
    public Optional<RefPolicy> policyFor(String ref) {
        return refPolicies.stream().filter(policy -> policy.matches(ref)).findFirst();
    }
}
