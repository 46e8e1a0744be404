package dev.millrace.gateway.signin;

import dev.millrace.gateway.member.AcceptInvitation;
import dev.millrace.gateway.member.FollowGroups;
import dev.millrace.gateway.oidc.GroupRoles;
import dev.millrace.gateway.oidc.OpenIdProvider;
import dev.millrace.gateway.oidc.ProvenPerson;
import dev.millrace.gateway.session.Sessions;
import dev.millrace.gateway.signin.ProviderOutcome.AccountTaken;
import dev.millrace.gateway.signin.ProviderOutcome.DomainRefused;
import dev.millrace.gateway.signin.ProviderOutcome.HasOther;
import dev.millrace.gateway.signin.ProviderOutcome.InvitationClosed;
import dev.millrace.gateway.signin.ProviderOutcome.Linked;
import dev.millrace.gateway.signin.ProviderOutcome.PersonUnknown;
import dev.millrace.gateway.signin.ProviderOutcome.SignedIn;
import dev.millrace.gateway.team.Teams;
import dev.millrace.gateway.user.ProviderAccountOutcome;
import dev.millrace.gateway.user.ProviderAccounts;
import dev.millrace.gateway.user.User;
import dev.millrace.gateway.user.Users;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Role;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes a person whom a provider has authenticated a user, with the memberships that the groups map to. The user and the account are
 * one transaction, each membership is another, and the session is the last: what was interrupted is completed by the next sign-in.
 */
@ApplicationScoped
class SignInPerson {

    private final Database database;
    private final Teams teams;
    private final Users users;
    private final ProviderAccounts accounts;
    private final AcceptInvitation acceptInvitation;
    private final FollowGroups followGroups;
    private final Sessions sessions;
    private final RefusedSignIns refused;

    SignInPerson(
            Database database,
            Teams teams,
            Users users,
            ProviderAccounts accounts,
            AcceptInvitation acceptInvitation,
            FollowGroups followGroups,
            Sessions sessions,
            RefusedSignIns refused) {
        this.database = database;
        this.teams = teams;
        this.users = users;
        this.accounts = accounts;
        this.acceptInvitation = acceptInvitation;
        this.followGroups = followGroups;
        this.sessions = sessions;
        this.refused = refused;
    }

    /**
     * Begins a session.
     *
     * @param provider that has authenticated the person
     * @param invitation SHA-256 of the secret of an invitation to accept
     * @param client header {@code User-Agent}
     */
    ProviderOutcome signIn(OpenIdProvider provider, ProvenPerson person, Optional<String> invitation, String client) {
        var admission = new Admission(provider.settings());
        if (!admission.allowsDomain(person)) {
            return refused(person, "email_refused", new DomainRefused());
        }
        Map<String, Role> roles = roles(provider, person);
        Optional<User> found = database.inTransaction(tx -> invitation.isPresent()
                ? invited(tx, person, invitation.get())
                : known(tx, person, admission.admits(roles)));
        if (found.isEmpty()) {
            return invitation.isPresent()
                    ? refused(person, "invitation_missing", new InvitationClosed())
                    : refused(person, "person_unknown", new PersonUnknown(Admission.name(person)));
        }
        User user = found.get();
        followGroups.handle(provider(person), user.id(), person.issuer(), roles);
        return new SignedIn(sessions.begin(SignedInCaller.of(user), user.id(), client));
    }

    /** Links the account to the user who is calling. */
    ProviderOutcome link(OpenIdProvider provider, ProvenPerson person, Caller caller) {
        if (!new Admission(provider.settings()).allowsDomain(person)) {
            return new DomainRefused();
        }
        var user = caller.user().orElseThrow();
        ProviderAccountOutcome linked = database.inTransaction(tx -> {
            accounts.lock(tx, person.issuer(), person.subject());
            return accounts.link(tx, caller, user, person.issuer(), person.subject());
        });
        return switch (linked) {
            case ProviderAccountOutcome.Taken taken -> new AccountTaken();
            case ProviderAccountOutcome.HasOther other -> new HasOther();
            case ProviderAccountOutcome.Linked account -> {
                followGroups.handle(provider(person), user, person.issuer(), roles(provider, person));
                yield new Linked();
            }
        };
    }

    private Optional<User> known(Transaction tx, ProvenPerson person, boolean admitted) {
        Optional<User> known = accounts.lock(tx, person.issuer(), person.subject());
        return known.isPresent() || !admitted
                ? known
                : Optional.of(linked(tx, person, users.add(tx, provider(person), Admission.name(person))));
    }

    private Optional<User> invited(Transaction tx, ProvenPerson person, String invitation) {
        Optional<User> known = accounts.lock(tx, person.issuer(), person.subject());
        return acceptInvitation
                .join(tx, known.map(SignedInCaller::of), invitation, Admission.name(person))
                .map(joined -> linked(tx, person, joined.user()));
    }

    private User linked(Transaction tx, ProvenPerson person, User user) {
        ProviderAccountOutcome outcome =
                accounts.link(tx, SignedInCaller.of(user), user.id(), person.issuer(), person.subject());
        if (outcome instanceof ProviderAccountOutcome.Linked) {
            return user;
        }
        // thrown, so that the user who was created for the account does not remain
        throw MillraceException.conflict("the account was linked to another user meanwhile; sign in again")
                .withCode("account_taken");
    }

    /** Only of teams that exist: the settings may be ahead of them. */
    private Map<String, Role> roles(OpenIdProvider provider, ProvenPerson person) {
        var roles = new TreeMap<>(GroupRoles.of(provider.settings().groups(), person.groups()));
        roles.keySet().removeIf(team -> !teams.exists(team));
        return roles;
    }

    private ProviderOutcome refused(ProvenPerson person, String reason, ProviderOutcome outcome) {
        refused.record(person.issuer() + " " + person.subject(), Admission.name(person), reason);
        return outcome;
    }

    private static Caller provider(ProvenPerson person) {
        return SignedInCaller.named(person.issuer());
    }
}
