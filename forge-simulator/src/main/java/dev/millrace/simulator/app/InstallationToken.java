package dev.millrace.simulator.app;

import dev.millrace.simulator.hosting.HostedRepository;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A token of an installation.
 *
 * @param repositoryIds the repositories it is restricted to; empty for all of the installation's
 * @param permissions   permission to {@code read} or {@code write}; at most the installation's
 */
public record InstallationToken(
        String value,
        Installation installation,
        Optional<Set<Long>> repositoryIds,
        Map<String, String> permissions,
        Instant expiresAt) {

    public boolean covers(HostedRepository repository) {
        return installation.covers(repository)
                && repositoryIds.map(ids -> ids.contains(repository.id())).orElse(true);
    }

    public boolean mayRead(String permission) {
        return permissions.containsKey(permission);
    }

    public boolean mayWrite(String permission) {
        return "write".equals(permissions.get(permission));
    }

    @Override
    public String toString() {
        return "InstallationToken[installation=%d, expiresAt=%s]".formatted(installation.id(), expiresAt);
    }
}
