package dev.millrace.simulator.control;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Accounts;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Creates organizations and users; a request for an existing one returns it. */
@Path("/_sim")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class AccountResource {

    record LoginBody(String login) {}

    /**
     * An account.
     *
     * @param type {@code Organization} or {@code User}
     */
    record AccountBody(long id, String login, String type) {

        static AccountBody of(Account account) {
            return new AccountBody(account.id(), account.login(), account.kind().wireName());
        }
    }

    private final Accounts accounts;

    AccountResource(Accounts accounts) {
        this.accounts = accounts;
    }

    @POST
    @Path("/organizations")
    public AccountBody organization(LoginBody body) {
        return AccountBody.of(accounts.ensure(body.login(), Account.Kind.ORGANIZATION));
    }

    @POST
    @Path("/users")
    public AccountBody user(LoginBody body) {
        return AccountBody.of(accounts.ensure(body.login(), Account.Kind.USER));
    }
}
