package dev.millrace.gateway.user;

import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The users of the platform, and their accounts at forges. */
@ApplicationScoped
public class Users {

    private final Database database;
    private final UserStore store;
    private final AuditLog audit;
    private final Clock clock;

    Users(Database database, UserStore store, AuditLog audit, Clock clock) {
        this.database = database;
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Adds a user, in the caller's transaction.
     *
     * @param name one that {@link User#isName} accepts
     */
    public User add(Transaction tx, Caller caller, String name) {
        var user = new User(UUID.randomUUID(), name, false, clock.instant().truncatedTo(ChronoUnit.MICROS));
        store.add(tx, user);
        audit.add(
                tx,
                caller,
                Optional.empty(),
                Change.added("user.created", user.id().toString(), name));
        return user;
    }

    /** The user of this id. */
    public Optional<User> find(Transaction tx, UUID id) {
        return store.find(tx, id);
    }

    /** The users of these ids, in the order of their names. */
    public List<User> findAll(Transaction tx, Collection<UUID> ids) {
        return store.findAll(tx, ids);
    }

    /** Accounts of these users at forges. */
    public List<Identity> identities(Transaction tx, Collection<UUID> users) {
        return store.listIdentities(tx, users);
    }

    /** The user whose account this is: how a sign-in with a forge finds its user. */
    public Optional<User> findByIdentity(Transaction tx, String instance, String accountId) {
        return store.findIdentity(tx, instance, accountId).flatMap(identity -> store.find(tx, identity.user()));
    }

    /** A user with its accounts. */
    Optional<Profile> profile(UUID id) {
        return database.inTransaction(tx ->
                store.find(tx, id).map(user -> new Profile(user, store.listIdentities(tx, List.of(id)))));
    }

    List<User> list(UUID after, int most) {
        return database.inTransaction(tx -> store.list(tx, after, most));
    }

    /** Makes a user an administrator of the platform, or ends that. Empty if there is no such user. */
    Optional<User> changeAdministrator(Caller caller, UUID id, boolean to) {
        return database.inTransaction(tx -> {
            Optional<User> user = store.find(tx, id);
            if (user.filter(found -> found.administrator() != to).isPresent()) {
                store.changeAdministrator(tx, id, to);
                audit.add(
                        tx,
                        caller,
                        Optional.empty(),
                        Change.changed(
                                "user.administrator.changed",
                                id.toString(),
                                Boolean.toString(!to),
                                Boolean.toString(to)));
            }
            return user.map(found -> new User(found.id(), found.name(), to, found.createdAt()));
        });
    }

    /** A user with its accounts at forges. */
    record Profile(User user, List<Identity> identities) {

        Profile {
            identities = List.copyOf(identities);
        }
    }
}
