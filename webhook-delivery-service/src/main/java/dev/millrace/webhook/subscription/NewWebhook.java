package dev.millrace.webhook.subscription;

import dev.millrace.webhook.access.KnownRepository;
import java.net.URI;
import java.util.Optional;

/**
 * A webhook to create.
 *
 * @param repository empty for all of the team's
 * @param secret as the caller chose it; empty for a generated one
 * @param actor subject of the caller's token
 */
public record NewWebhook(
        String team,
        Optional<KnownRepository> repository,
        URI url,
        EventSelection events,
        Optional<String> secret,
        String actor) {

    /** Without the secret, so that no log line has it. */
    @Override
    public String toString() {
        return "NewWebhook[team=%s, host=%s]".formatted(team, url.getHost());
    }
}
