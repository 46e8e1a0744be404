package dev.millrace.gateway.user;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code gateway.provider_account}. */
@ApplicationScoped
class ProviderAccountStore {

    private final ProviderAccountRow.Rows rows;

    ProviderAccountStore(ProviderAccountRow.Rows rows) {
        this.rows = rows;
    }

    /** Serializes what happens to an account, also one that is not known yet, until the transaction ends. */
    void lock(Transaction tx, String issuer, String subject) {
        tx.handle()
                .createQuery("select 1 from pg_advisory_xact_lock(hashtext('gateway.provider'), hashtext(:account))")
                .bind("account", issuer + " " + subject)
                .mapTo(Integer.class)
                .one();
        rows.getSession().clear();
    }

    Optional<ProviderAccount> find(Transaction tx, String issuer, String subject) {
        return rows.find("issuer = ?1 and subject = ?2", issuer, subject)
                .firstResultOptional()
                .map(ProviderAccountRow::toAccount);
    }

    /** There is one for each provider at which the user ever signed in. */
    List<ProviderAccount> listOfUser(Transaction tx, UUID user) {
        return rows.list("userId = ?1 order by issuer", user).stream()
                .map(ProviderAccountRow::toAccount)
                .toList();
    }

    /** Returns false if the account belongs to a user already, or the user has an account of this provider. */
    boolean add(Transaction tx, ProviderAccount account) {
        return rows.getSession()
                        .createMutationQuery("""
                                insert into ProviderAccountRow (id, issuer, subject, userId, linkedAt)
                                values (:id, :issuer, :subject, :userId, :linkedAt)
                                on conflict do nothing
                                """)
                        .setParameter("id", account.id())
                        .setParameter("issuer", account.issuer())
                        .setParameter("subject", account.subject())
                        .setParameter("userId", account.user())
                        .setParameter("linkedAt", account.linkedAt())
                        .executeUpdate()
                == 1;
    }

    /** Returns false if there is none of this id. */
    boolean delete(Transaction tx, UUID id) {
        return rows.delete("id = ?1", id) == 1;
    }
}
