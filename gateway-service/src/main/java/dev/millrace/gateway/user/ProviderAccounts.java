package dev.millrace.gateway.user;

import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.gateway.user.ProviderAccountOutcome.HasOther;
import dev.millrace.gateway.user.ProviderAccountOutcome.Linked;
import dev.millrace.gateway.user.ProviderAccountOutcome.Taken;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The accounts of users at OpenID Connect providers. */
@ApplicationScoped
public class ProviderAccounts {

    private final Database database;
    private final ProviderAccountStore store;
    private final UserStore users;
    private final AuditLog audit;
    private final Clock clock;

    ProviderAccounts(Database database, ProviderAccountStore store, UserStore users, AuditLog audit, Clock clock) {
        this.database = database;
        this.store = store;
        this.users = users;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * The user whose account this is. Until the caller's transaction ends, nothing else can link or unlink the account, so that two first
     * sign-ins of a person create one user.
     */
    public Optional<User> lock(Transaction tx, String issuer, String subject) {
        store.lock(tx, issuer, subject);
        return store.find(tx, issuer, subject).flatMap(account -> users.find(tx, account.user()));
    }

    /** Links an account to an existing user, in the caller's transaction and under {@link #lock}. The provider has proven it. */
    public ProviderAccountOutcome link(Transaction tx, Caller caller, UUID user, String issuer, String subject) {
        Optional<ProviderAccount> known = store.find(tx, issuer, subject);
        if (known.isPresent()) {
            return known.get().user().equals(user) ? new Linked(known.get()) : new Taken();
        }
        var account = new ProviderAccount(
                UUID.randomUUID(), issuer, subject, user, clock.instant().truncatedTo(ChronoUnit.MICROS));
        if (!store.add(tx, account)) {
            return store.listOfUser(tx, user).stream()
                    .filter(other -> other.issuer().equals(issuer))
                    .findFirst()
                    .<ProviderAccountOutcome>map(HasOther::new)
                    .orElseThrow(() -> new IllegalStateException("the account was linked without its lock"));
        }
        audit.add(tx, caller, Optional.empty(), Change.added("account.linked", text(account), user.toString()));
        return new Linked(account);
    }

    /** Accounts of the user, at most one for each provider. */
    public List<ProviderAccount> list(UUID user) {
        return database.inTransaction(tx -> store.listOfUser(tx, user));
    }

    /** Ends the link of an account, which is returned; empty if the user has none of this id. */
    public Optional<ProviderAccount> unlink(Caller caller, UUID user, UUID id) {
        return database.inTransaction(tx -> {
            Optional<ProviderAccount> account = store.listOfUser(tx, user).stream()
                    .filter(known -> known.id().equals(id))
                    .findFirst()
                    .filter(known -> store.delete(tx, id));
            account.ifPresent(ended -> audit.add(
                    tx, caller, Optional.empty(), Change.ended("account.unlinked", text(ended), user.toString())));
            return account;
        });
    }

    private static String text(ProviderAccount account) {
        return account.issuer() + " " + account.subject();
    }
}
