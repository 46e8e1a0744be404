package dev.millrace.gateway.administrator;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** The row of {@code gateway.administrator}. */
@ApplicationScoped
class AdministratorStore {

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

    Optional<byte[]> find(Transaction tx) {
        return tx.handle()
                .createQuery("select token_sha256 from gateway.administrator where id = 1")
                .mapTo(byte[].class)
                .findOne();
    }
}
