package dev.millrace.simulator.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.access.CurrentCaller;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Accounts;
import dev.millrace.simulator.account.Memberships;
import dev.millrace.simulator.app.AppShape;
import dev.millrace.simulator.app.Installations;
import dev.millrace.simulator.hosting.AccountShape;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.RepositoryShape;
import dev.millrace.simulator.rest.Answer;
import dev.millrace.simulator.rest.GitHubApi;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import dev.millrace.simulator.rest.Page;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code /repos/<owner>/<name>}: a repository, the installation that covers it, and a user's permissions in it. */
@GitHubApi
@Path("/repos/{owner}/{repo}")
class RepositoryResource {

    private final CurrentCaller caller;
    private final RepositoryShape repositories;
    private final Installations installations;
    private final AppShape apps;
    private final Accounts accounts;
    private final AccountShape accountShape;
    private final Memberships memberships;

    RepositoryResource(
            CurrentCaller caller,
            RepositoryShape repositories,
            Installations installations,
            AppShape apps,
            Accounts accounts,
            AccountShape accountShape,
            Memberships memberships) {
        this.caller = caller;
        this.repositories = repositories;
        this.installations = installations;
        this.apps = apps;
        this.accounts = accounts;
        this.accountShape = accountShape;
        this.memberships = memberships;
    }

    @GET
    public Response find(@PathParam("owner") String owner, @PathParam("repo") String repo) {
        HostedRepository repository = caller.reading(owner, repo, "metadata");
        return Answer.ok(repositories.full(repository, Role.of(caller.get(), repository)));
    }

    @GET
    @Path("/installation")
    public Response installation(@PathParam("owner") String owner, @PathParam("repo") String repo) {
        caller.requireApp();
        HostedRepository repository = caller.installed(owner, repo);
        return Answer.ok(apps.installation(installations.covering(repository).orElseThrow(GitHubFailure::notFound)));
    }

    @GET
    @Path("/collaborators/{user}/permission")
    public Response permission(
            @PathParam("owner") String owner, @PathParam("repo") String repo, @PathParam("user") String login) {
        HostedRepository repository = caller.reading(owner, repo, "metadata");
        Account account = accounts.find(login).orElseThrow(GitHubFailure::notFound);
        String role = repository.roleOf(login);
        ObjectNode answer = Json.object().put("permission", Role.folded(role)).put("role_name", role);
        answer.set("user", collaborator(account, role));
        return Answer.ok(answer);
    }

    /** Those with a role of their own, and the owners: there are no teams, and members of organizations read nothing by default. */
    @GET
    @Path("/collaborators")
    public Response collaborators(
            @PathParam("owner") String owner, @PathParam("repo") String repo, @Context UriInfo uri) {
        HostedRepository repository = caller.reading(owner, repo, "metadata");
        Map<String, String> roles = new TreeMap<>(repository.grants());
        roles.values().removeIf("none"::equals);
        owners(repository.owner()).forEach(account -> roles.put(account.login().toLowerCase(Locale.ROOT), "admin"));
        List<ObjectNode> all = roles.entrySet().stream()
                .flatMap(role ->
                        accounts.find(role.getKey()).stream().map(account -> collaborator(account, role.getValue())))
                .toList();
        Page page = Page.of(uri);
        return page.link(Answer.ok(Json.array(page.cut(all))), all.size());
    }

    private List<Account> owners(Account owner) {
        return owner.isOrganization() ? memberships.owners(owner) : List.of(owner);
    }

    private ObjectNode collaborator(Account account, String role) {
        ObjectNode user = accountShape.user(account);
        ObjectNode granted = user.putObject("permissions");
        Role.permissions(role).forEach(granted::put);
        return user.put("role_name", role);
    }
}
