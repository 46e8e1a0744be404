package dev.millrace.webhook.subscription;

import dev.millrace.webhook.access.KnownRepository;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A subscription as of when it was read, without its secret.
 *
 * @param team slug
 * @param repository the one repository whose events are sent; empty for all of the team's, also future ones
 * @param url where deliveries go
 * @param format what deliveries look like
 * @param events wire names, at least one
 * @param createdBy subject of the token that created it
 * @param failingSince the first failure since an attempt last succeeded; empty if the last one did
 * @param disabled why nothing is sent to it; empty if it is enabled
 */
public record Webhook(
        UUID id,
        String team,
        Optional<KnownRepository> repository,
        URI url,
        WebhookFormat format,
        List<String> events,
        Instant createdAt,
        String createdBy,
        Optional<Instant> failingSince,
        Optional<Disabled> disabled) {

    public Webhook {
        events = List.copyOf(events);
    }

    /** The id of the one repository whose events are sent. */
    public Optional<UUID> repositoryId() {
        return repository.map(KnownRepository::id);
    }

    /**
     * Since when and why.
     *
     * @param reason human-readable
     */
    public record Disabled(Instant at, String reason) {}
}
