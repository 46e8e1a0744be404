package dev.millrace.gateway.signin;

import dev.millrace.forge.ForgeAccount;
import dev.millrace.forge.OAuthGrant;
import dev.millrace.gateway.authorization.UserTokens;
import dev.millrace.gateway.connection.GitHubSites;
import dev.millrace.gateway.connection.SignInApp;
import dev.millrace.gateway.connection.SignInApps;
import dev.millrace.gateway.installation.ClaimInstallation;
import dev.millrace.gateway.member.AcceptInvitation;
import dev.millrace.gateway.session.Sessions;
import dev.millrace.gateway.signin.FinishOutcome.AccountTaken;
import dev.millrace.gateway.signin.FinishOutcome.AccountUnknown;
import dev.millrace.gateway.signin.FinishOutcome.AppUnusable;
import dev.millrace.gateway.signin.FinishOutcome.Claimed;
import dev.millrace.gateway.signin.FinishOutcome.CodeRejected;
import dev.millrace.gateway.signin.FinishOutcome.HasOther;
import dev.millrace.gateway.signin.FinishOutcome.InvitationClosed;
import dev.millrace.gateway.signin.FinishOutcome.Linked;
import dev.millrace.gateway.signin.FinishOutcome.NoPerson;
import dev.millrace.gateway.signin.FinishOutcome.OtherUser;
import dev.millrace.gateway.signin.FinishOutcome.SignedIn;
import dev.millrace.gateway.signin.FinishOutcome.StateInvalid;
import dev.millrace.gateway.signin.Flow.Purpose;
import dev.millrace.gateway.user.IdentityOutcome;
import dev.millrace.gateway.user.LinkIdentity;
import dev.millrace.gateway.user.User;
import dev.millrace.gateway.user.Users;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Ends a flow that the page of a forge has sent back with a code: a sign-in, or the link of an account. */
@ApplicationScoped
class FinishFlow {

    private static final Logger LOG = Logger.getLogger(FinishFlow.class);

    private final Database database;
    private final Flows flows;
    private final SignInApps apps;
    private final GitHubSites sites;
    private final BeginFlow beginFlow;
    private final Users users;
    private final LinkIdentity linkIdentity;
    private final AcceptInvitation acceptInvitation;
    private final UserTokens userTokens;
    private final Sessions sessions;
    private final ClaimInstallation claimInstallation;
    private final RefusedSignIns refused;

    FinishFlow(
            Database database,
            Flows flows,
            SignInApps apps,
            GitHubSites sites,
            BeginFlow beginFlow,
            Users users,
            LinkIdentity linkIdentity,
            AcceptInvitation acceptInvitation,
            UserTokens userTokens,
            Sessions sessions,
            ClaimInstallation claimInstallation,
            RefusedSignIns refused) {
        this.database = database;
        this.flows = flows;
        this.apps = apps;
        this.sites = sites;
        this.beginFlow = beginFlow;
        this.users = users;
        this.linkIdentity = linkIdentity;
        this.acceptInvitation = acceptInvitation;
        this.userTokens = userTokens;
        this.sessions = sessions;
        this.claimInstallation = claimInstallation;
        this.refused = refused;
    }

    /** Ends a flow that the person has declined at the forge. Returns false if this browser has begun none with this state. */
    boolean cancel(String state, String browser) {
        return flows.take(state, browser, Flow.Page.AUTHORIZE).isPresent();
    }

    /**
     * Ends the flow.
     *
     * @param state from the address
     * @param browser secret from the cookie
     * @param code from the address
     * @param caller whose session the browser has; empty if it has none
     * @param client header {@code User-Agent}
     * @throws dev.millrace.forge.ForgeFailure if the forge cannot be reached
     */
    FinishOutcome handle(String state, String browser, String code, Optional<Caller> caller, String client) {
        Optional<Flow> taken = flows.take(state, browser, Flow.Page.AUTHORIZE);
        if (taken.isEmpty()) {
            return new StateInvalid();
        }
        Flow flow = taken.get();
        if (flow.purpose() == Purpose.LINK && !caller.flatMap(Caller::user).equals(flow.user())) {
            return new OtherUser();
        }
        Optional<SignInApp> app = apps.find(flow.connectionId());
        if (app.isEmpty()) {
            return new AppUnusable(flow.connectionId());
        }
        for (String secret : app.get().clientSecrets()) {
            OAuthGrant grant = sites.at(app.get().host())
                    .exchange(app.get().clientId(), secret, code, beginFlow.callback(), browser);
            switch (grant) {
                case OAuthGrant.Granted granted -> {
                    return finish(flow, app.get(), granted, caller, client);
                }
                case OAuthGrant.Refused refused
                when refused.isOfClient() ->
                    LOG.warnf("connectionId=%s a client secret was not accepted", flow.connectionId());
                case OAuthGrant.Refused(String error, String description) -> {
                    return new CodeRejected(description.isEmpty() ? error : error + ": " + description);
                }
            }
        }
        return new AppUnusable(flow.connectionId());
    }

    private FinishOutcome finish(
            Flow flow, SignInApp app, OAuthGrant.Granted granted, Optional<Caller> caller, String client) {
        ForgeAccount person = sites.at(app.host()).person(granted.accessToken());
        if (!person.type().equals("User")) {
            if (flow.purpose() == Purpose.SIGN_IN) {
                refused.record(account(app, person), person.login(), "account_unknown");
            }
            return new NoPerson(person.login(), person.type());
        }
        if (flow.purpose() == Purpose.SIGN_IN) {
            return database.inTransaction(tx -> signIn(tx, flow, app, person, granted, client));
        }
        FinishOutcome linked = database.inTransaction(tx -> link(tx, caller.orElseThrow(), app, person, granted));
        if (linked instanceof Linked && flow.installationId().isPresent()) {
            return new Claimed(claimInstallation.handle(
                    caller.orElseThrow(),
                    flow.team().orElseThrow(),
                    app,
                    flow.installationId().get()));
        }
        return linked;
    }

    private FinishOutcome signIn(
            Transaction tx, Flow flow, SignInApp app, ForgeAccount person, OAuthGrant.Granted granted, String client) {
        Optional<User> known = users.findByIdentity(tx, app.instance(), person.id());
        Optional<User> user = flow.invitationSha256().isEmpty()
                ? known
                : acceptInvitation
                        .join(
                                tx,
                                known.map(SignedInCaller::of),
                                flow.invitationSha256().get(),
                                name(person))
                        .map(AcceptInvitation.Joined::user);
        if (user.isEmpty()) {
            boolean unknown = flow.invitationSha256().isEmpty();
            refused.record(account(app, person), person.login(), unknown ? "account_unknown" : "invitation_missing");
            return unknown ? new AccountUnknown(app.instance(), person.login()) : new InvitationClosed();
        }
        Caller caller = SignedInCaller.of(user.get());
        IdentityOutcome linked =
                linkIdentity.handle(caller, user.get().id(), app.instance(), person.id(), person.login());
        if (!(linked instanceof IdentityOutcome.Linked)) {
            // thrown, so that the user who was created for the account does not remain
            throw MillraceException.conflict("the account '%s' was linked to another user meanwhile; sign in again"
                            .formatted(person.login()))
                    .withCode("identity_taken");
        }
        userTokens.keep(tx, caller, app, person.id(), granted);
        return new SignedIn(sessions.begin(caller, user.get().id(), client));
    }

    private FinishOutcome link(
            Transaction tx, Caller caller, SignInApp app, ForgeAccount person, OAuthGrant.Granted granted) {
        return switch (linkIdentity.handle(
                caller, caller.user().orElseThrow(), app.instance(), person.id(), person.login())) {
            case IdentityOutcome.Linked(var identity) -> {
                userTokens.keep(tx, caller, app, person.id(), granted);
                yield new Linked(identity);
            }
            case IdentityOutcome.Taken taken -> new AccountTaken(app.instance(), person.login());
            case IdentityOutcome.HasOther(var other) -> new HasOther(other);
            case IdentityOutcome.NoUser noUser -> new OtherUser();
            case IdentityOutcome.Refused(String reason) -> throw new IllegalStateException(reason);
        };
    }

    /** The display name, or the login if that cannot be the name of a user. */
    private static String name(ForgeAccount person) {
        return person.name().filter(User::isName).orElse(person.login());
    }

    private static String account(SignInApp app, ForgeAccount person) {
        return app.instance() + ":" + person.id();
    }
}
