package dev.millrace.simulator.control;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Accounts;
import dev.millrace.simulator.account.Memberships;
import dev.millrace.simulator.account.Memberships.Membership;
import dev.millrace.simulator.app.UserTokens;
import dev.millrace.simulator.hooks.AnnounceEvent;
import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;

/** {@code /_sim}: members of organizations, and what people have authorized the App to do. */
@Path("/_sim")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class PeopleControlResource {

    /**
     * What a person is in an organization.
     *
     * @param role {@code admin} for owners, or {@code member}; {@code member} if absent
     * @param state {@code active} or {@code pending}; {@code active} if absent
     */
    record MembershipBody(Optional<String> role, Optional<String> state) {}

    private final Accounts accounts;
    private final Memberships memberships;
    private final UserTokens tokens;
    private final Actors actors;
    private final AnnounceEvent announce;

    PeopleControlResource(
            Accounts accounts, Memberships memberships, UserTokens tokens, Actors actors, AnnounceEvent announce) {
        this.accounts = accounts;
        this.memberships = memberships;
        this.tokens = tokens;
        this.actors = actors;
        this.announce = announce;
    }

    @PUT
    @Path("/organizations/{org}/members/{login}")
    public void join(@PathParam("org") String org, @PathParam("login") String login, MembershipBody body) {
        memberships.add(new Membership(
                organization(org),
                actors.user(Optional.of(login)),
                body.role().orElse("member"),
                body.state().orElse("active")));
    }

    @DELETE
    @Path("/organizations/{org}/members/{login}")
    public void leave(@PathParam("org") String org, @PathParam("login") String login) {
        memberships.remove(organization(org), actors.user(Optional.of(login)));
    }

    /** Makes the access tokens of a person expire at once, as if eight hours had passed. */
    @POST
    @Path("/users/{login}/expire-tokens")
    public void expire(@PathParam("login") String login) {
        tokens.expire(actors.user(Optional.of(login)));
    }

    /** The person withdraws the authorization of the App, and the App gets an event. */
    @DELETE
    @Path("/users/{login}/authorization")
    public void revoke(@PathParam("login") String login) {
        Account person = actors.user(Optional.of(login));
        tokens.revoke(person);
        announce.authorizationRevoked(person);
    }

    private Account organization(String login) {
        return accounts.find(login)
                .filter(Account::isOrganization)
                .orElseThrow(() -> GitHubFailure.of(404, "organization %s does not exist".formatted(login)));
    }
}
