package dev.millrace.events.access;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A connection to a forge was created, changed or removed: the address of the forge, the App that acts there, and its secrets
 * as ciphertext. Every service learns from these events which forges there are.
 *
 * <p>Wire name {@code access.connection.changed}, version 1. Topic {@code access.connections}, compacted, keyed by connection
 * id: the newest record is the state.
 *
 * <p>The record is signed by the platform, see {@link dev.millrace.events.Topic#isSigned}; a consumer skips one that is not, and
 * one whose value is missing.
 *
 * @param eventId from connection id and revision
 * @param connectionId unique
 * @param forge kind of the forge: {@code github}, {@code gitlab}, {@code gitea}, {@code forgejo}, {@code bitbucket},
 *     {@code bitbucket-data-center} or {@code sourcehut}
 * @param instance host that names the forge in events, lower case
 * @param apiUrl root of its REST API
 * @param webUrl web address, from which repositories are cloned
 * @param team slug of the only team that uses it; empty if all teams do
 * @param app the App at the forge; empty if the connection receives webhooks only, or reads what is public
 * @param secrets the active ones, the newest first
 * @param active false once removed
 * @param occurredAt by gateway-service's clock
 */
public record ForgeConnectionChanged(
        UUID eventId,
        String connectionId,
        String forge,
        String instance,
        String apiUrl,
        String webUrl,
        Optional<String> team,
        Optional<App> app,
        List<SealedSecret> secrets,
        boolean active,
        Instant occurredAt)
        implements Event {

    public ForgeConnectionChanged {
        secrets = List.copyOf(secrets);
    }

    @Override
    public String key() {
        return connectionId;
    }

    @Override
    public String subject() {
        return "connection/" + connectionId;
    }

    /**
     * An App registered at the forge.
     *
     * @param id its number, decimal string
     * @param slug its name in addresses
     * @param clientId for signing in; empty if it was not given
     */
    public record App(String id, Optional<String> slug, Optional<String> clientId) {}

    /**
     * A secret that only services with the platform's keyset can read.
     *
     * @param id unique; the context that it is sealed for is {@code forge.secret/<id>}
     * @param purpose what it is used for
     * @param sealed base64 of the ciphertext
     * @param createdAt when it became active
     */
    public record SealedSecret(UUID id, Purpose purpose, String sealed, Instant createdAt) {}

    /** What a secret is used for. */
    public enum Purpose {
        /** RSA private key of the App, PEM */
        APP_KEY,
        /** webhooks are signed with it */
        WEBHOOK,
        /** client secret of the App, for signing in */
        OAUTH_CLIENT
    }
}
