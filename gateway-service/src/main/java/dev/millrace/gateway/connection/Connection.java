package dev.millrace.gateway.connection;

import dev.millrace.events.EventIds;
import dev.millrace.events.access.ForgeConnectionChanged;
import dev.millrace.forge.ForgeHost;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A connection to a forge.
 *
 * @param id unique
 * @param name display name
 * @param forge kind of the forge
 * @param instance host that names the forge in events, lower case
 * @param apiUrl root of its REST API
 * @param webUrl web address, from which repositories are cloned
 * @param team the only team that uses it; empty if all teams do
 * @param app the App at the forge; empty if there is none
 * @param secrets the active ones, the newest first
 * @param revision how often it was changed, so that each published state has an id of its own
 * @param createdAt by our clock
 * @param updatedAt by our clock, and not before an earlier change
 * @param removedAt when it was removed; empty while it is in use
 */
record Connection(
        String id,
        String name,
        ForgeKind forge,
        String instance,
        String apiUrl,
        String webUrl,
        Optional<String> team,
        Optional<ForgeConnectionChanged.App> app,
        List<ConnectionSecret> secrets,
        int revision,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> removedAt) {

    Connection {
        secrets = List.copyOf(secrets);
    }

    boolean isActive() {
        return removedAt.isEmpty();
    }

    ForgeHost host() {
        return new ForgeHost(instance, URI.create(apiUrl), URI.create(webUrl));
    }

    /** The first state of a connection. */
    static Connection create(String id, NewConnection request, List<ConnectionSecret> secrets, Instant at) {
        return of(id, request, secrets, 1, at, at);
    }

    /** The state after it got these secrets. */
    Connection withSecrets(List<ConnectionSecret> newSecrets, Instant at) {
        return new Connection(
                id,
                name,
                forge,
                instance,
                apiUrl,
                webUrl,
                team,
                app,
                newSecrets,
                revision + 1,
                createdAt,
                after(at),
                Optional.empty());
    }

    /** The state after it was described anew, also if it had been removed. */
    Connection replaced(NewConnection request, List<ConnectionSecret> newSecrets, Instant at) {
        return of(id, request, newSecrets, revision + 1, createdAt, after(at));
    }

    /** The state after its removal; nothing can use it or its secrets any more. */
    Connection removed(Instant at) {
        return new Connection(
                id,
                name,
                forge,
                instance,
                apiUrl,
                webUrl,
                team,
                app,
                List.of(),
                revision + 1,
                createdAt,
                after(at),
                Optional.of(after(at)));
    }

    /** Whether it is in use and everything but its secrets is as described. */
    boolean matches(NewConnection request) {
        return isActive()
                && name.equals(request.name())
                && forge == request.forge()
                && instance.equals(request.instance())
                && apiUrl.equals(request.apiUrl())
                && webUrl.equals(request.webUrl())
                && team.equals(request.team())
                && app.equals(request.app());
    }

    /** Not before an earlier change, even if the clock is behind: consumers ignore events older than the one they know. */
    private Instant after(Instant at) {
        return at.isBefore(updatedAt) ? updatedAt : at;
    }

    private static Connection of(
            String id,
            NewConnection request,
            List<ConnectionSecret> secrets,
            int revision,
            Instant createdAt,
            Instant updatedAt) {
        return new Connection(
                id,
                request.name(),
                request.forge(),
                request.instance(),
                request.apiUrl(),
                request.webUrl(),
                request.team(),
                request.app(),
                secrets,
                revision,
                createdAt,
                updatedAt,
                Optional.empty());
    }

    ForgeConnectionChanged toEvent() {
        return new ForgeConnectionChanged(
                EventIds.of("access.connection", id, revision),
                id,
                forge.wireName(),
                instance,
                apiUrl,
                webUrl,
                team,
                app,
                secrets.stream().map(ConnectionSecret::toEvent).toList(),
                isActive(),
                updatedAt);
    }
}
