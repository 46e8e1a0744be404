package dev.millrace.gateway.administrator;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/**
 * The row of {@code gateway.administrator}, and the entries of the audit log about it. They are written by SQL, because {@link AdministratorCommand} writes them too, in a
 * process without Hibernate, and because the result of both statements depends on their conflict clause.
 */
@ApplicationScoped
class AdministratorStore {

    private final AdministratorRow.Rows rows;

    AdministratorStore(AdministratorRow.Rows rows) {
        this.rows = rows;
    }

    /** Stores the first token's hash. Returns false if there is one already: the first stays. */
    boolean add(Transaction tx, byte[] tokenSha256, Instant at) {
        return tx.handle()
                        .createUpdate("""
                                insert into gateway.administrator (id, token_sha256, created_at)
                                values (1, :tokenSha256, :at)
                                on conflict do nothing
                                """)
                        .bind("tokenSha256", tokenSha256)
                        .bind("at", at)
                        .execute()
                == 1;
    }

    /** Stores the hash of a token that is valid from now on, in place of the one before. */
    void save(Transaction tx, byte[] tokenSha256, Instant at) {
        tx.handle()
                .createUpdate("""
                        insert into gateway.administrator (id, token_sha256, created_at)
                        values (1, :tokenSha256, :at)
                        on conflict (id) do update set token_sha256 = :tokenSha256, created_at = :at
                        """)
                .bind("tokenSha256", tokenSha256)
                .bind("at", at)
                .execute();
    }

    /**
     * Adds an entry to the audit log, by SQL for the reason above.
     *
     * @param actor who did it, as a name
     * @param action noun and verb in the past tense
     */
    void audit(Transaction tx, String actor, String action, Instant at) {
        tx.handle()
                .createUpdate("""
                        insert into gateway.audit (at, actor, action, subject)
                        values (:at, :actor, :action, 'administrator')
                        """)
                .bind("at", at)
                .bind("actor", actor)
                .bind("action", action)
                .execute();
    }

    /** The hash of the token; empty until there is one. In the service only. */
    Optional<byte[]> find(Transaction tx) {
        return rows.findByIdOptional(AdministratorRow.ID).map(AdministratorRow::tokenSha256);
    }

    /** When the token was created; empty until there is one. In the service only. */
    Optional<Instant> findCreatedAt(Transaction tx) {
        return rows.findByIdOptional(AdministratorRow.ID).map(AdministratorRow::createdAt);
    }
}
