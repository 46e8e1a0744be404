package dev.millrace.gateway.user;

import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Links an account at a forge to a user. The caller has verified that the account is the user's: an administrator
 * vouches for it, or a sign-in with the forge has proven it.
 */
@ApplicationScoped
public class LinkIdentity {

    private static final Pattern INSTANCE = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[0-9]{1,5})?");
    private static final int LONGEST = 255;
    /** The suffix that forges give to the names of bots. */
    private static final String BOT = "[bot]";

    private final Database database;
    private final UserStore store;
    private final IdentityLinks links;
    private final AuditLog audit;
    private final Clock clock;

    LinkIdentity(Database database, UserStore store, IdentityLinks links, AuditLog audit, Clock clock) {
        this.database = database;
        this.store = store;
        this.links = links;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Links the account.
     *
     * @param instance host name of the forge in lower case, for example {@code github.com}
     * @param accountId the forge's stable id of the account
     * @param login user name at the forge; for an account that is linked already, it is updated
     */
    public IdentityOutcome handle(Caller caller, UUID user, String instance, String accountId, String login) {
        if (!INSTANCE.matcher(instance).matches()) {
            return new IdentityOutcome.Refused("instance '%s' must be a host name in lower case".formatted(instance));
        }
        if (!isText(accountId) || !isText(login)) {
            return new IdentityOutcome.Refused(
                    "account id and login must each be 1 to %d printable characters".formatted(LONGEST));
        }
        if (login.endsWith(BOT)) {
            return new IdentityOutcome.Refused("the account '%s' is a bot, which belongs to no user".formatted(login));
        }
        var identity =
                new Identity(instance, accountId, login, user, clock.instant().truncatedTo(ChronoUnit.MICROS));
        return database.inTransaction(tx -> link(tx, caller, identity));
    }

    private IdentityOutcome link(Transaction tx, Caller caller, Identity identity) {
        if (store.find(tx, identity.user()).isEmpty()) {
            return new IdentityOutcome.NoUser();
        }
        String subject = "%s:%s".formatted(identity.instance(), identity.accountId());
        if (store.addIdentity(tx, identity)) {
            links.begin(tx, identity);
            audit.add(
                    tx,
                    caller,
                    Optional.empty(),
                    Change.added("identity.linked", subject, "%s of %s".formatted(identity.login(), identity.user())));
            return new IdentityOutcome.Linked(identity);
        }
        Optional<Identity> known = store.findIdentity(tx, identity.instance(), identity.accountId());
        if (known.isEmpty()) {
            Identity other = store.listIdentities(tx, List.of(identity.user())).stream()
                    .filter(linked -> linked.instance().equals(identity.instance()))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalStateException("the account %s was unlinked meanwhile".formatted(subject)));
            return new IdentityOutcome.HasOther(other);
        }
        if (!known.get().user().equals(identity.user())) {
            return new IdentityOutcome.Taken();
        }
        if (!known.get().login().equals(identity.login())) {
            store.rename(tx, identity.instance(), identity.accountId(), identity.login());
            links.rename(tx, identity);
            audit.add(
                    tx,
                    caller,
                    Optional.empty(),
                    Change.changed("identity.renamed", subject, known.get().login(), identity.login()));
        }
        return new IdentityOutcome.Linked(identity);
    }

    /** Ends the link. Returns false if the user has no such account. */
    boolean unlink(Caller caller, UUID user, String instance, String accountId) {
        return database.inTransaction(tx -> {
            boolean deleted = store.deleteIdentity(tx, user, instance, accountId);
            if (deleted) {
                links.end(tx, instance, accountId);
                audit.add(
                        tx,
                        caller,
                        Optional.empty(),
                        Change.ended("identity.unlinked", "%s:%s".formatted(instance, accountId), user.toString()));
            }
            return deleted;
        });
    }

    private static boolean isText(String text) {
        return !text.isBlank() && text.length() <= LONGEST && text.chars().noneMatch(Character::isISOControl);
    }
}
