package dev.millrace.simulator.signin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.access.CurrentCaller;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Accounts;
import dev.millrace.simulator.account.Memberships;
import dev.millrace.simulator.account.Memberships.Membership;
import dev.millrace.simulator.app.AppShape;
import dev.millrace.simulator.app.GitHubApp;
import dev.millrace.simulator.app.Installation;
import dev.millrace.simulator.app.Installations;
import dev.millrace.simulator.hosting.AccountShape;
import dev.millrace.simulator.hosting.Hosting;
import dev.millrace.simulator.rest.Answer;
import dev.millrace.simulator.rest.ForgeAddress;
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

/** {@code /user}: what a person can request about itself. */
@GitHubApi
@Path("/user")
class UserResource {

    private final CurrentCaller caller;
    private final Accounts accounts;
    private final Memberships memberships;
    private final Installations installations;
    private final Hosting hosting;
    private final GitHubApp app;
    private final AccountShape shape;
    private final AppShape apps;
    private final ForgeAddress address;

    UserResource(
            CurrentCaller caller,
            Accounts accounts,
            Memberships memberships,
            Installations installations,
            Hosting hosting,
            GitHubApp app,
            AccountShape shape,
            AppShape apps,
            ForgeAddress address) {
        this.caller = caller;
        this.accounts = accounts;
        this.memberships = memberships;
        this.installations = installations;
        this.hosting = hosting;
        this.app = app;
        this.shape = shape;
        this.apps = apps;
        this.address = address;
    }

    /** The public profile, which is what a token of an App without further permissions shows. */
    @GET
    public Response show() {
        Account person = caller.requirePerson();
        ObjectNode node = shape.user(person);
        node.putNull("name").putNull("company").put("blog", "").putNull("location");
        node.putNull("email").putNull("hireable").putNull("bio");
        node.put("public_repos", hosting.of(person).size())
                .put("public_gists", 0)
                .put("followers", 0)
                .put("following", 0);
        node.set("created_at", Json.time(app.createdAt()));
        node.set("updated_at", Json.time(app.createdAt()));
        return Answer.ok(node);
    }

    /** Installations in the account of the person, and in organizations that it belongs to. */
    @GET
    @Path("/installations")
    public Response installations(@Context UriInfo uri) {
        Account person = caller.requireAuthorized();
        List<Installation> visible = installations.list().stream()
                .filter(installation -> installation.account().id() == person.id()
                        || memberships
                                .find(installation.account(), person)
                                .filter(membership -> membership.state().equals("active"))
                                .isPresent())
                .toList();
        Page page = Page.of(uri);
        ObjectNode answer = Json.object().put("total_count", visible.size());
        answer.set(
                "installations",
                Json.array(page.cut(visible).stream().map(apps::installation).toList()));
        return page.link(Answer.ok(answer), visible.size());
    }

    @GET
    @Path("/memberships/orgs/{org}")
    public Response membership(@PathParam("org") String org) {
        Account person = caller.requirePerson();
        Membership membership = accounts.find(org)
                .flatMap(organization -> memberships.find(organization, person))
                .orElseThrow(GitHubFailure::notFound);
        Account organization = membership.organization();
        String api = address.base() + "/orgs/" + organization.login();
        ObjectNode node = Json.object()
                .put("url", api + "/memberships/" + person.login())
                .put("state", membership.state())
                .put("role", membership.role())
                .put("organization_url", api);
        node.set("organization", shape.organization(organization));
        node.set("user", shape.user(person));
        return Answer.ok(node);
    }
}
