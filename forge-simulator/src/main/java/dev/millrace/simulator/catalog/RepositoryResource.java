package dev.millrace.simulator.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.access.CurrentCaller;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Accounts;
import dev.millrace.simulator.app.AppShape;
import dev.millrace.simulator.app.Installations;
import dev.millrace.simulator.hosting.AccountShape;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.RepositoryShape;
import dev.millrace.simulator.rest.Answer;
import dev.millrace.simulator.rest.GitHubApi;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

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

    RepositoryResource(
            CurrentCaller caller,
            RepositoryShape repositories,
            Installations installations,
            AppShape apps,
            Accounts accounts,
            AccountShape accountShape) {
        this.caller = caller;
        this.repositories = repositories;
        this.installations = installations;
        this.apps = apps;
        this.accounts = accounts;
        this.accountShape = accountShape;
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
        ObjectNode user = accountShape.user(account);
        ObjectNode granted = user.putObject("permissions");
        Role.permissions(role).forEach(granted::put);
        answer.set("user", user.put("role_name", role));
        return Answer.ok(answer);
    }
}
