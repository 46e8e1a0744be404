package dev.millrace.gateway.manifest;

import dev.millrace.forge.ForgeHost;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An App that an administrator is registering.
 *
 * @param stateSha256 of the state in the address
 * @param host where it is registered
 * @param team slug of the only team that will use it; empty for all teams
 * @param user the administrator; empty for the administrator's token
 * @param actor name of the administrator
 * @param expiresAt when the registration ends
 */
record PendingApp(
        String stateSha256,
        ForgeHost host,
        Optional<String> team,
        Optional<UUID> user,
        String actor,
        Instant expiresAt) {}
