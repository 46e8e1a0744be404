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
import dev.millrace.kit.identity.OpaqueTokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Ends a flow that the page of a forge has sent back with a code: a sign-in, or the link of an account. */
@ApplicationScoped
class FinishFlow {

    private static final Logger LOG = Logger.getLogger(FinishFlow.class);

    private final Database database;
    private final FlowStore store;
    private final SignInApps apps;
    private final GitHubSites sites;
    private final BeginFlow beginFlow;
    private final Users users;
    private final LinkIdentity linkIdentity;
    private final AcceptInvitation acceptInvitation;
    private final UserTokens userTokens;
    private final Sessions sessions;
    private final ClaimInstallation claimInstallation;
    private final Clock clock;

    FinishFlow(
            Database database,
            FlowStore store,
            SignInApps apps,
            GitHubSites sites,
            BeginFlow beginFlow,
            Users users,
            LinkIdentity linkIdentity,
            AcceptInvitation acceptInvitation,
            UserTokens userTokens,
            Sessions sessions,
            ClaimInstallation claimInstallation,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.apps = apps;
        this.sites = sites;
        this.beginFlow = beginFlow;
        this.users = users;
        this.linkIdentity = linkIdentity;
        this.acceptInvitation = acceptInvitation;
        this.userTokens = userTokens;
        this.sessions = sessions;
        this.claimInstallation = claimInstallation;
        this.clock = clock;
    }

    /** Ends a flow that the person has declined at the forge. Returns false if this browser has begun none with this state. */
    boolean cancel(String state, String browser) {
        return take(state, browser).isPresent();
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
        Optional<Flow> taken = take(state, browser);
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

    private Optional<Flow> take(String state, String browser) {
        return database.inTransaction(
                tx -> store.take(tx, OpaqueTokens.sha256(state), OpaqueTokens.sha256(browser), false, clock.instant()));
    }

    private FinishOutcome finish(
            Flow flow, SignInApp app, OAuthGrant.Granted granted, Optional<Caller> caller, String client) {
        ForgeAccount person = sites.at(app.host()).person(granted.accessToken());
        if (!person.type().equals("User")) {
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
                                known.map(FinishFlow::caller),
                                flow.invitationSha256().get(),
                                name(person))
                        .map(AcceptInvitation.Joined::user);
        if (user.isEmpty()) {
            LOG.infof(
                    "instance=%s account=%s sign-in refused: %s",
                    app.instance(),
                    person.id(),
                    flow.invitationSha256().isEmpty() ? "no user has it" : "the invitation is closed");
            return flow.invitationSha256().isEmpty()
                    ? new AccountUnknown(app.instance(), person.login())
                    : new InvitationClosed();
        }
        Caller caller = caller(user.get());
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

    /** Whom the forge has authenticated. */
    private static Caller caller(User user) {
        return new Caller(
                Caller.PLATFORM,
                user.name(),
                Optional.of(user.id()),
                Optional.empty(),
                user.administrator(),
                Optional.empty(),
                Set.of(),
                List.of(),
                Instant.MAX);
    }
}
