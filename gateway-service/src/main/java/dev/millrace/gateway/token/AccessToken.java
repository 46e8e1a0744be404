package dev.millrace.gateway.token;

import dev.millrace.events.EventIds;
import dev.millrace.events.access.AccessTokenChanged;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Role;
import dev.millrace.kit.identity.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * An access token, without its text.
 *
 * @param id {@code token-} and a UUID
 * @param sha256 of its text, 64 lower-case hex digits
 * @param team slug of the team that it acts for
 * @param user the user who owns it; empty if the team owns it
 * @param owner name of the user, or of the token if the team owns it: who is calling, in logs
 * @param name display name
 * @param role role in the team; of a user, the role as a member
 * @param granted scopes that it was created with; it has only those of them that its role includes
 * @param revision number of its change, from 1
 * @param createdAt by our clock
 * @param changedAt when it was created, revoked or its role changed
 * @param expiresAt when it ends
 * @param revokedAt when it was revoked
 * @param lastUsedAt when the gateway last saw it, within a minute
 */
public record AccessToken(
        String id,
        String sha256,
        String team,
        Optional<UUID> user,
        String owner,
        String name,
        Role role,
        Set<Scope> granted,
        int revision,
        Instant createdAt,
        Instant changedAt,
        Instant expiresAt,
        Optional<Instant> revokedAt,
        Optional<Instant> lastUsedAt) {

    public AccessToken {
        granted = Set.copyOf(granted);
    }

    /** What it allows. */
    public Set<Scope> scopes() {
        return granted.stream().filter(role.scopes()::contains).collect(Collectors.toUnmodifiableSet());
    }

    boolean isActive(Instant now) {
        return revokedAt.isEmpty() && now.isBefore(expiresAt);
    }

    /** Who is calling with it. */
    public Caller caller() {
        return new Caller(
                team, owner, user, Optional.of(role), false, Optional.empty(), scopes(), List.of(), expiresAt);
    }

    AccessTokenChanged toEvent() {
        return new AccessTokenChanged(
                EventIds.of("access.token", id, revision),
                id,
                sha256,
                team,
                user,
                owner,
                role.wireName(),
                scopes().stream().map(Scope::wireName).sorted().toList(),
                expiresAt,
                revokedAt.isEmpty(),
                changedAt);
    }
}
