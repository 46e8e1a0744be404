package dev.millrace.gateway.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.GitHubSite;
import dev.millrace.forge.RegisteredApp;
import dev.millrace.gateway.connection.ConnectRegisteredApp;
import dev.millrace.gateway.connection.GitHubSites;
import dev.millrace.gateway.route.UpstreamAddresses;
import dev.millrace.gateway.team.Teams;
import dev.millrace.gateway.token.RandomText;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.OpaqueTokens;
import dev.millrace.kit.work.Timers;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Registers an App from a manifest: the administrator's browser posts it to the forge and comes back with a code, which is exchanged
 * for the App with its secrets. The forge shows them once, so they are stored with the connection in one transaction, and the state
 * ends with it: if anything fails before, the browser can send the same address again for an hour.
 */
@ApplicationScoped
class RegisterApp {

    private static final Logger LOG = Logger.getLogger(RegisterApp.class);
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration LONGEST_CALLS = Duration.ofSeconds(60);

    private final Database database;
    private final PendingAppStore store;
    private final Teams teams;
    private final GitHubSites sites;
    private final ConnectRegisteredApp connectRegisteredApp;
    private final UpstreamAddresses addresses;
    private final ObjectMapper json;
    private final Timers timers;
    private final Clock clock;

    RegisterApp(
            Database database,
            PendingAppStore store,
            Teams teams,
            GitHubSites sites,
            ConnectRegisteredApp connectRegisteredApp,
            UpstreamAddresses addresses,
            ObjectMapper json,
            Timers timers,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.teams = teams;
        this.sites = sites;
        this.connectRegisteredApp = connectRegisteredApp;
        this.addresses = addresses;
        this.json = json;
        this.timers = timers;
        this.clock = clock;
    }

    /** The form that begins it; empty if the team is not there. */
    Optional<FormBody> begin(Caller caller, ManifestRequest request) {
        if (request.team().filter(slug -> !teams.exists(slug)).isPresent()) {
            return Optional.empty();
        }
        String state = RandomText.of("");
        Instant end = now().plus(LIFETIME);
        var pending = new PendingApp(
                OpaqueTokens.sha256(state), request.host(), request.team(), caller.user(), caller.subject(), end);
        database.useTransaction(tx -> store.add(tx, pending));
        GitHubSite site = sites.at(request.host());
        return Optional.of(new FormBody(
                site.registerPage(request.organization(), state).toString(),
                state,
                write(AppManifest.of(
                        addresses.publicAddress(), request.name(), request.isPublic(), request.mayChangeWorkflows())),
                end));
    }

    /**
     * Exchanges the code for the App, and connects it.
     *
     * @throws ForgeFailure if the forge cannot be reached; the state is still valid
     */
    RegisterOutcome finish(String state, String code) {
        return database.inTransaction(tx -> store.lock(tx, OpaqueTokens.sha256(state), now())
                .map(pending -> finish(tx, pending, code))
                .orElseGet(RegisterOutcome.StateInvalid::new));
    }

    private RegisterOutcome finish(Transaction tx, PendingApp pending, String code) {
        tx.allowIdle(LONGEST_CALLS);
        GitHubSite site = sites.at(pending.host());
        RegisteredApp app;
        try {
            app = site.convert(code);
        } catch (ForgeFailure failure) {
            if (failure.kind() == ForgeFailure.Kind.NOT_FOUND || failure.kind() == ForgeFailure.Kind.INVALID) {
                return new RegisterOutcome.CodeRejected(String.valueOf(failure.getMessage()));
            }
            throw failure;
        }
        LOG.infof(
                "app=%s slug=%s registered at %s",
                app.id(), app.slug(), pending.host().instance());
        String connection = connectRegisteredApp.handle(tx, caller(pending), pending.host(), pending.team(), app);
        store.delete(tx, pending.stateSha256());
        return new RegisterOutcome.Connected(connection, site.installPage(app.slug(), Optional.empty()));
    }

    @Scheduled(every = "1h", delayed = "15m")
    void deleteExpired() {
        timers.run(
                "deleting registrations of Apps that did not end",
                Duration.ofHours(1),
                () -> database.inTransaction(tx -> store.deleteExpired(tx, now())));
    }

    /** The administrator who has begun it. */
    private Caller caller(PendingApp pending) {
        return new Caller(
                Caller.PLATFORM,
                pending.actor(),
                pending.user(),
                Optional.empty(),
                true,
                Optional.empty(),
                Set.of(),
                List.of(),
                now());
    }

    private String write(AppManifest manifest) {
        try {
            return json.writeValueAsString(manifest);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest is always writable", e);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
