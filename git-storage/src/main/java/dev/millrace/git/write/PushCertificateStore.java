package dev.millrace.git.write;

import dev.millrace.kit.database.Transaction;

/** The secret of push certificates' nonces, in {@code git.push_certificate}. */
public final class PushCertificateStore {

    /** Saves the seed unless there is one, and returns the one that there is. */
    public String seed(Transaction tx, String ifNone) {
        tx.handle()
                .createUpdate("insert into git.push_certificate (seed) values (:seed) on conflict do nothing")
                .bind("seed", ifNone)
                .execute();
        return tx.handle()
                .createQuery("select seed from git.push_certificate")
                .mapTo(String.class)
                .one();
    }
}
