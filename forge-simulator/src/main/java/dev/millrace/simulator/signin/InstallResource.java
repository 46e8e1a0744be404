package dev.millrace.simulator.signin;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Accounts;
import dev.millrace.simulator.app.GitHubApp;
import dev.millrace.simulator.app.Installation;
import dev.millrace.simulator.app.Installations;
import dev.millrace.simulator.hooks.AnnounceInstallation;
import dev.millrace.simulator.rest.ForgeAddress;
import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The page that installs the App in an account, on all its repositories; github.com and Enterprise Servers have it at two paths. */
@Path("/{apps: apps|github-apps}/{slug}/installations/new")
class InstallResource {

    private final GitHubApp app;
    private final Accounts accounts;
    private final Installations installations;
    private final AnnounceInstallation announce;
    private final ForgeAddress address;

    InstallResource(
            GitHubApp app,
            Accounts accounts,
            Installations installations,
            AnnounceInstallation announce,
            ForgeAddress address) {
        this.app = app;
        this.accounts = accounts;
        this.installations = installations;
        this.announce = announce;
        this.address = address;
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public String page(
            @PathParam("apps") String apps, @PathParam("slug") String slug, @RestQuery @Nullable String state) {
        check(slug);
        return Html.form(
                "Install " + slug,
                "/%s/%s/installations/new".formatted(apps, slug),
                state == null ? Map.of() : Map.of("state", state),
                "account",
                "",
                "Install");
    }

    /** What the form of the page does. An account that has the App keeps its installation. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response install(@PathParam("slug") String slug, MultivaluedMap<String, String> form) {
        check(slug);
        Account account = Optional.ofNullable(form.getFirst("account"))
                .flatMap(accounts::find)
                .orElseThrow(() -> GitHubFailure.of(404, "the account does not exist"));
        Installation installation = installations.list().stream()
                .filter(known -> known.account().id() == account.id())
                .findFirst()
                .orElseGet(() -> create(account));
        Optional<String> state = Optional.ofNullable(form.getFirst("state"));
        return Response.status(302).location(target(installation, state)).build();
    }

    private Installation create(Account account) {
        Installation installation = installations.add(account, true, GitHubApp.PERMISSIONS, GitHubApp.EVENTS);
        announce.changed(installation, account, "created");
        return installation;
    }

    private URI target(Installation installation, Optional<String> state) {
        if (app.setupUrl().isEmpty()) {
            return URI.create(address.base() + "/settings/installations/" + installation.id());
        }
        UriBuilder target = UriBuilder.fromUri(app.setupUrl().get())
                .queryParam("installation_id", installation.id())
                .queryParam("setup_action", "install");
        state.ifPresent(given -> target.queryParam("state", given));
        return target.build();
    }

    private void check(String slug) {
        if (!slug.equals(app.slug())) {
            throw GitHubFailure.notFound();
        }
    }
}
