package dev.millrace.pipeline.identity;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.identity.SigningKeyRow.StoredKeys;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.List;

/** The table {@code pipeline.identity_key}. */
@Singleton
final class SigningKeyStore {

    /** Instances change the keys one after the other. */
    void lock(Transaction tx) {
        tx.handle()
                .createQuery("select 1 from pg_advisory_xact_lock(hashtext('pipeline.identity_key'))")
                .mapTo(Integer.class)
                .one();
    }

    /** All, in the order in which they begin to sign. */
    List<SigningKeyRow> list(Transaction tx) {
        return tx.handle()
                .createQuery(
                        "select id, public_key, private_key, signs_from from pipeline.identity_key order by signs_from, id")
                .map((row, context) -> new SigningKeyRow(
                        row.getString("id"),
                        new StoredKeys(row.getBytes("public_key"), row.getBytes("private_key")),
                        row.getTimestamp("signs_from").toInstant()))
                .list();
    }

    void add(Transaction tx, SigningKeyRow key) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.identity_key (id, public_key, private_key, signs_from)
                        values (:id, :public, :private, :from)
                        """)
                .bind("id", key.id())
                .bind("public", key.keys().publicKey())
                .bind("private", key.keys().sealedPrivateKey())
                .bind("from", key.signsFrom().atOffset(ZoneOffset.UTC))
                .execute();
    }

    void delete(Transaction tx, List<String> ids) {
        tx.handle()
                .createUpdate("delete from pipeline.identity_key where id = any(:ids)")
                .bindArray("ids", String.class, ids)
                .execute();
    }
}
