package dev.millrace.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Accounts;
import dev.millrace.simulator.app.GitHubApp;
import dev.millrace.simulator.app.Installation;
import dev.millrace.simulator.app.InstallationTokens;
import dev.millrace.simulator.app.Installations;
import dev.millrace.simulator.hooks.AnnounceInstallation;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /_sim/installations}: install the App, change what it covers, suspend and remove it. */
@Path("/_sim/installations")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class InstallationControlResource {

    /**
     * Where to install the App.
     *
     * @param account      login of an existing account
     * @param repositories {@code "all"}, or a list of names; all if absent
     * @param permissions  permission to {@code read} or {@code write}; the App's own if absent
     */
    record NewInstallationBody(
            String account,
            @Nullable JsonNode repositories,
            Optional<Map<String, String>> permissions,
            Optional<String> user) {}

    /**
     * Repositories, by name, to add and remove.
     *
     * @param add    names to add
     * @param remove names to remove
     */
    record SelectionBody(Optional<List<String>> add, Optional<List<String>> remove, Optional<String> user) {}

    record InstallationBody(long id, String account, String selection, boolean suspended, List<String> repositories) {}

    private final Accounts accounts;
    private final Actors actors;
    private final Installations installations;
    private final InstallationTokens tokens;
    private final AnnounceInstallation announce;
    private final Clock clock;

    InstallationControlResource(
            Accounts accounts,
            Actors actors,
            Installations installations,
            InstallationTokens tokens,
            AnnounceInstallation announce,
            Clock clock) {
        this.accounts = accounts;
        this.actors = actors;
        this.installations = installations;
        this.tokens = tokens;
        this.announce = announce;
        this.clock = clock;
    }

    @GET
    public List<InstallationBody> list() {
        return installations.list().stream().map(this::body).toList();
    }

    @POST
    public InstallationBody install(NewInstallationBody body) {
        Account account = accounts.find(body.account())
                .orElseThrow(() -> GitHubFailure.of(404, "account %s does not exist".formatted(body.account())));
        JsonNode chosen = body.repositories();
        boolean onAll = chosen == null || !chosen.isArray();
        List<Long> ids = new ArrayList<>();
        if (chosen != null && chosen.isArray()) {
            chosen.forEach(name ->
                    ids.add(actors.repository(account.login(), name.asText()).id()));
        } else if (chosen != null && !chosen.asText().equals("all")) {
            throw GitHubFailure.of(400, "repositories is neither \"all\" nor a list of names");
        }
        Installation installation =
                installations.add(account, onAll, body.permissions().orElse(GitHubApp.PERMISSIONS), GitHubApp.EVENTS);
        installation.select(ids, clock.instant());
        announce.changed(installation, actors.user(body.user()), "created");
        return body(installation);
    }

    @POST
    @Path("/{id}/repositories")
    public InstallationBody select(@PathParam("id") long id, SelectionBody body) {
        Installation installation = installations.load(id);
        Account user = actors.user(body.user());
        if (installation.isOnAll()) {
            throw GitHubFailure.of(422, "the installation covers all repositories");
        }
        List<HostedRepository> added = named(installation, body.add());
        if (!added.isEmpty()) {
            installation.select(added.stream().map(HostedRepository::id).toList(), clock.instant());
            announce.repositories(installation, user, added, List.of());
        }
        List<HostedRepository> removed = named(installation, body.remove());
        if (!removed.isEmpty()) {
            installation.unselect(removed.stream().map(HostedRepository::id).toList(), clock.instant());
            announce.repositories(installation, user, List.of(), removed);
        }
        return body(installation);
    }

    @POST
    @Path("/{id}/suspend")
    public InstallationBody suspend(@PathParam("id") long id) {
        Installation installation = installations.load(id);
        installation.suspend(clock.instant());
        announce.changed(installation, actors.user(Optional.empty()), "suspend");
        return body(installation);
    }

    @POST
    @Path("/{id}/unsuspend")
    public InstallationBody unsuspend(@PathParam("id") long id) {
        Installation installation = installations.load(id);
        installation.unsuspend(clock.instant());
        announce.changed(installation, actors.user(Optional.empty()), "unsuspend");
        return body(installation);
    }

    /** Makes all tokens of the installation invalid at once, as if an hour had passed. */
    @POST
    @Path("/{id}/expire-tokens")
    public void expireTokens(@PathParam("id") long id) {
        tokens.revokeAll(installations.load(id));
    }

    @DELETE
    @Path("/{id}")
    public void uninstall(@PathParam("id") long id) {
        Installation installation = installations.load(id);
        announce.changed(installation, actors.user(Optional.empty()), "deleted");
        installations.remove(installation);
        tokens.revokeAll(installation);
    }

    private List<HostedRepository> named(Installation installation, Optional<List<String>> names) {
        return names.orElse(List.of()).stream()
                .map(name -> actors.repository(installation.account().login(), name))
                .toList();
    }

    private InstallationBody body(Installation installation) {
        return new InstallationBody(
                installation.id(),
                installation.account().login(),
                installation.isOnAll() ? "all" : "selected",
                installation.suspendedAt().isPresent(),
                installations.repositories(installation).stream()
                        .map(HostedRepository::fullName)
                        .toList());
    }
}
