package dev.millrace.gateway.signin;

import dev.millrace.gateway.member.FollowGroups;
import dev.millrace.gateway.user.ProviderAccount;
import dev.millrace.gateway.user.ProviderAccounts;
import dev.millrace.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Ends the link of an account at an OpenID Connect provider, and with it the memberships that came from groups there. */
@ApplicationScoped
class UnlinkAccount {

    private final ProviderAccounts accounts;
    private final FollowGroups followGroups;

    UnlinkAccount(ProviderAccounts accounts, FollowGroups followGroups) {
        this.accounts = accounts;
        this.followGroups = followGroups;
    }

    /** Returns false if the user has no account of this id. */
    boolean handle(Caller caller, UUID user, UUID accountId) {
        Optional<ProviderAccount> unlinked = accounts.unlink(caller, user, accountId);
        unlinked.ifPresent(account -> followGroups.handle(caller, user, account.issuer(), Map.of()));
        return unlinked.isPresent();
    }
}
