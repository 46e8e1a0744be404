package dev.millrace.simulator.hooks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.app.AppShape;
import dev.millrace.simulator.app.GitHubApp;
import dev.millrace.simulator.app.Installation;
import dev.millrace.simulator.app.Installations;
import dev.millrace.simulator.hosting.AccountShape;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.RepositoryShape;
import dev.millrace.simulator.rest.ForgeAddress;
import dev.millrace.simulator.rest.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Sends events to the App if it may see them: events of a repository go to the installation that covers it and subscribed,
 * unless it is suspended; events of an installation always go out.
 */
@ApplicationScoped
public class AnnounceEvent {

    private static final Logger LOG = Logger.getLogger(AnnounceEvent.class);

    /** GitHub silently drops larger payloads. */
    private static final int LARGEST_PAYLOAD = 25 << 20;

    private final SendDeliveries send;
    private final Installations installations;
    private final AppHook hook;
    private final GitHubApp app;
    private final AppShape apps;
    private final AccountShape accounts;
    private final RepositoryShape repositories;
    private final ForgeAddress address;
    private final DeliveryIds ids;
    private final Clock clock;

    AnnounceEvent(
            SendDeliveries send,
            Installations installations,
            AppHook hook,
            GitHubApp app,
            AppShape apps,
            AccountShape accounts,
            RepositoryShape repositories,
            ForgeAddress address,
            DeliveryIds ids,
            Clock clock) {
        this.send = send;
        this.installations = installations;
        this.hook = hook;
        this.app = app;
        this.apps = apps;
        this.accounts = accounts;
        this.repositories = repositories;
        this.address = address;
        this.ids = ids;
        this.clock = clock;
    }

    /** Announces something in a repository; {@code repository}, {@code organization}, {@code installation}, {@code sender} are added. */
    public void inRepository(String event, HostedRepository repository, Account sender, ObjectNode payload) {
        Optional<Installation> listener = installations
                .covering(repository)
                .filter(installation -> installation.suspendedAt().isEmpty())
                .filter(installation -> installation.events().contains(event));
        if (listener.isEmpty()) {
            return;
        }
        payload.set(
                "repository",
                event.equals("push") ? repositories.inPush(repository) : repositories.inPayload(repository));
        if (repository.owner().isOrganization()) {
            payload.set("organization", accounts.organization(repository.owner()));
        }
        payload.set("sender", accounts.user(sender));
        payload.set("installation", apps.reference(listener.get()));
        deliver(event, Optional.of(listener.get().id()), Optional.of(repository.id()), payload);
    }

    /** Announces something about an installation; the full {@code installation} and {@code sender} are added. */
    public void ofInstallation(String event, Installation installation, Account sender, ObjectNode payload) {
        payload.set("installation", apps.installation(installation));
        payload.set("sender", accounts.user(sender));
        deliver(event, Optional.of(installation.id()), Optional.empty(), payload);
    }

    /** Announces that a person has withdrawn the authorization of the App; {@code sender} says who. */
    public void authorizationRevoked(Account person) {
        ObjectNode payload = Json.object().put("action", "revoked");
        payload.set("sender", accounts.user(person));
        deliver("github_app_authorization", Optional.empty(), Optional.empty(), payload);
    }

    /** Announces the hook itself, as GitHub does when one is created. */
    public void ping() {
        ping(clock.instant());
    }

    /** As {@link #ping()}, with a time in the past, which the list of deliveries shows if the delivery is dropped. */
    public void ping(Instant at) {
        ObjectNode payload =
                Json.object().put("zen", "Keep it logically awesome.").put("hook_id", hook.id());
        ObjectNode described = payload.putObject("hook")
                .put("type", "App")
                .put("id", hook.id())
                .put("name", "web")
                .put("active", true)
                .put("app_id", app.id())
                .put("url", address.base() + "/app/hook/config")
                .put("ping_url", address.base() + "/app/hook/pings")
                .put("deliveries_url", address.base() + "/app/hook/deliveries");
        described.set("events", Json.texts(GitHubApp.EVENTS));
        described.set("config", hook.shape());
        described.set("updated_at", Json.time(clock.instant()));
        described.set("created_at", Json.time(app.createdAt()));
        deliver("ping", Optional.empty(), Optional.empty(), payload, at);
    }

    private void deliver(String event, Optional<Long> installationId, Optional<Long> repositoryId, ObjectNode payload) {
        deliver(event, installationId, repositoryId, payload, clock.instant());
    }

    private void deliver(
            String event, Optional<Long> installationId, Optional<Long> repositoryId, ObjectNode payload, Instant at) {
        byte[] bytes = Json.bytes(payload);
        if (bytes.length > LARGEST_PAYLOAD) {
            LOG.warnf("event=%s has a payload of %d bytes, more than 25 MiB: no delivery", event, bytes.length);
            return;
        }
        send.add(new Delivery(
                ids.next(at),
                UUID.randomUUID(),
                event,
                Json.text(payload, "action"),
                installationId,
                repositoryId,
                at,
                false,
                Map.of(),
                Payload.of(bytes),
                Optional.empty()));
    }
}
