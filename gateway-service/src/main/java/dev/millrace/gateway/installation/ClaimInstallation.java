package dev.millrace.gateway.installation;

import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.GitHubSite;
import dev.millrace.forge.VisibleInstallation;
import dev.millrace.gateway.authorization.UserTokenOutcome;
import dev.millrace.gateway.authorization.UserTokens;
import dev.millrace.gateway.connection.GitHubSites;
import dev.millrace.gateway.connection.SignInApp;
import dev.millrace.gateway.installation.ClaimOutcome.AccountTaken;
import dev.millrace.gateway.installation.ClaimOutcome.AuthorizationNeeded;
import dev.millrace.gateway.installation.ClaimOutcome.Connected;
import dev.millrace.gateway.installation.ClaimOutcome.Gone;
import dev.millrace.gateway.installation.ClaimOutcome.NoMaintainer;
import dev.millrace.gateway.installation.ClaimOutcome.NoOwner;
import dev.millrace.gateway.installation.ClaimOutcome.NotVisible;
import dev.millrace.gateway.installation.ClaimOutcome.OtherConnection;
import dev.millrace.gateway.member.Members;
import dev.millrace.gateway.user.Identity;
import dev.millrace.gateway.user.Users;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Role;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Connects an installation to a team for a user. Nothing that the browser brought is trusted: the forge shows the installation to the
 * user's own token, and says that the user owns the account. The user maintains the team.
 */
@ApplicationScoped
public class ClaimInstallation {

    private static final String ORGANIZATION = "Organization";
    private static final String USER = "User";

    private final Database database;
    private final Users users;
    private final Members members;
    private final UserTokens userTokens;
    private final GitHubSites sites;
    private final Installations installations;

    ClaimInstallation(
            Database database,
            Users users,
            Members members,
            UserTokens userTokens,
            GitHubSites sites,
            Installations installations) {
        this.database = database;
        this.users = users;
        this.members = members;
        this.userTokens = userTokens;
        this.sites = sites;
        this.installations = installations;
    }

    /**
     * Connects it. Not within a transaction: it calls the forge.
     *
     * @param caller a user
     * @param team slug
     * @param app the App that is installed
     * @param installationId decimal string
     * @throws ForgeFailure if the forge cannot be reached
     */
    public ClaimOutcome handle(Caller caller, String team, SignInApp app, String installationId) {
        UUID user = caller.user().orElseThrow();
        if (app.team().filter(owner -> !owner.equals(team)).isPresent()) {
            return new OtherConnection();
        }
        if (!database.inTransaction(tx -> isMaintainer(tx, team, user))) {
            return new NoMaintainer(team);
        }
        Optional<Identity> identity = database.inTransaction(tx -> users.identities(tx, List.of(user))).stream()
                .filter(linked -> linked.instance().equals(app.instance()))
                .findFirst();
        if (identity.isEmpty()) {
            return new AuthorizationNeeded(app.instance());
        }
        String account = identity.get().accountId();
        return switch (userTokens.find(app, account)) {
            case UserTokenOutcome.AuthorizationNeeded needed -> new AuthorizationNeeded(app.instance());
            case UserTokenOutcome.Usable(String token) -> {
                try {
                    yield claim(caller, user, team, app, account, token, installationId);
                } catch (ForgeFailure failure) {
                    if (failure.kind() != ForgeFailure.Kind.AUTHENTICATION_REFUSED) {
                        throw failure;
                    }
                    userTokens.reject(app, account);
                    yield new AuthorizationNeeded(app.instance());
                }
            }
        };
    }

    private ClaimOutcome claim(
            Caller caller, UUID user, String team, SignInApp app, String account, String token, String installationId) {
        GitHubSite site = sites.at(app.host());
        Optional<VisibleInstallation> visible = site.installations(token).stream()
                .filter(seen -> seen.id().equals(installationId))
                .filter(seen -> seen.appId().equals(app.appId()))
                .findFirst();
        if (visible.isEmpty()) {
            return new NotVisible(installationId, app.instance());
        }
        VisibleInstallation seen = visible.get();
        if (!isOwner(site, token, account, seen)) {
            return new NoOwner(seen.account().login(), seen.account().type());
        }
        return database.inTransaction(tx -> isMaintainer(tx, team, user)
                ? toOutcome(installations.claim(tx, caller, team, app.instance(), seen))
                : new NoMaintainer(team));
    }

    /** The organization is compared by its number: its name may be another's by now. */
    private static boolean isOwner(GitHubSite site, String token, String account, VisibleInstallation seen) {
        return switch (seen.account().type()) {
            case USER -> seen.account().id().equals(account);
            case ORGANIZATION ->
                site.membership(token, seen.account().login())
                        .filter(membership -> membership
                                .organizationId()
                                .equals(seen.account().id()))
                        .filter(membership -> membership.isOwner())
                        .isPresent();
            default -> false;
        };
    }

    private boolean isMaintainer(Transaction tx, String team, UUID user) {
        return members.find(tx, team, user)
                .filter(member -> member.role().includes(Role.MAINTAINER))
                .isPresent();
    }

    private static ClaimOutcome toOutcome(LinkOutcome outcome) {
        return switch (outcome) {
            case LinkOutcome.Linked(Installation installation) -> new Connected(InstallationBody.of(installation));
            case LinkOutcome.Gone(Installation installation) ->
                new Gone(installation.account().login());
            case LinkOutcome.AccountTaken(Installation installation) ->
                new AccountTaken(installation.account().login());
            case LinkOutcome.NoTeam noTeam -> throw new IllegalStateException("a team has members and is not there");
            case LinkOutcome.NotReported notReported ->
                throw new IllegalStateException("the forge has shown it, and it is not there");
            case LinkOutcome.Ambiguous ambiguous ->
                throw new IllegalStateException("its forge was given, and it is ambiguous");
        };
    }
}
