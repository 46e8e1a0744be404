package dev.millrace.gateway.user;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code gateway.app_user} and {@code gateway.identity}. */
@ApplicationScoped
class UserStore {

    private final UserRow.Rows rows;
    private final IdentityRow.Rows identities;

    UserStore(UserRow.Rows rows, IdentityRow.Rows identities) {
        this.rows = rows;
        this.identities = identities;
    }

    void add(Transaction tx, User user) {
        rows.persistAndFlush(new UserRow(user));
    }

    Optional<User> find(Transaction tx, UUID id) {
        return rows.findByIdOptional(id).map(UserRow::toUser);
    }

    List<User> findAll(Transaction tx, Collection<UUID> ids) {
        return ids.isEmpty()
                ? List.of()
                : rows.list("id in ?1 order by name, id", ids).stream()
                        .map(UserRow::toUser)
                        .toList();
    }

    /** Users in the order of their ids, after this one. */
    List<User> list(Transaction tx, UUID after, int most) {
        return rows.find("id > ?1 order by id", after).page(0, most).list().stream()
                .map(UserRow::toUser)
                .toList();
    }

    void changeAdministrator(Transaction tx, UUID id, boolean to) {
        rows.findByIdOptional(id).ifPresent(row -> row.changeAdministrator(to));
        rows.flush();
    }

    /** Returns false if the account belongs to a user already, or the user has an account of this forge. */
    boolean addIdentity(Transaction tx, Identity identity) {
        return identities
                        .getSession()
                        .createNativeMutationQuery("""
                                insert into gateway.identity (instance, account_id, user_id, login, linked_at)
                                values (:instance, :accountId, :userId, :login, :linkedAt)
                                on conflict do nothing
                                """)
                        .setParameter("instance", identity.instance())
                        .setParameter("accountId", identity.accountId())
                        .setParameter("userId", identity.user())
                        .setParameter("login", identity.login())
                        .setParameter("linkedAt", identity.linkedAt())
                        .executeUpdate()
                == 1;
    }

    Optional<Identity> findIdentity(Transaction tx, String instance, String accountId) {
        return identities
                .findByIdOptional(new IdentityRow.Key(instance, accountId))
                .map(IdentityRow::toIdentity);
    }

    /** Takes over the user name that the forge reports now. */
    void rename(Transaction tx, String instance, String accountId, String login) {
        identities.findByIdOptional(new IdentityRow.Key(instance, accountId)).ifPresent(row -> row.rename(login));
        identities.flush();
    }

    List<Identity> listIdentities(Transaction tx, Collection<UUID> users) {
        return users.isEmpty()
                ? List.of()
                : identities.list("userId in ?1 order by key.instance, key.accountId", users).stream()
                        .map(IdentityRow::toIdentity)
                        .toList();
    }

    /** Returns false if the user has no such account. */
    boolean deleteIdentity(Transaction tx, UUID user, String instance, String accountId) {
        return identities.delete("key.instance = ?1 and key.accountId = ?2 and userId = ?3", instance, accountId, user)
                == 1;
    }
}
