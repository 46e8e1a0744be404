package dev.millrace.webhook.subscription;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A subscription as it stood when it was read. Its secret is not part of it.
 *
 * @param team slug
 * @param repositoryId the one repository it is about; empty for all of the team, also those to come
 * @param url where deliveries go
 * @param events wire names, at least one
 * @param createdBy subject of the token that made it
 * @param failingSince the first failure since an attempt last succeeded; empty if the last one did
 * @param disabled why it is sent nothing; empty if it is sent what happens
 */
public record Webhook(
        UUID id,
        String team,
        Optional<UUID> repositoryId,
        URI url,
        List<String> events,
        Instant createdAt,
        String createdBy,
        Optional<Instant> failingSince,
        Optional<Disabled> disabled) {

    public Webhook {
        events = List.copyOf(events);
    }

    /**
     * Since when and why.
     *
     * @param reason for people
     */
    public record Disabled(Instant at, String reason) {}
}
