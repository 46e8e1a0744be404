package dev.millrace.kit.database;

import java.sql.Connection;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * An open database transaction, passed to every store that takes part in it. Decisions pass it on; only stores use its
 * connection.
 */
public final class Transaction {

    private final Handle handle;

    Transaction(Handle handle) {
        this.handle = handle;
    }

    /**
     * A transaction that the caller has opened on the connection by other means, for example a session of Hibernate, and
     * that the caller ends. Statements of stores, events and signals then belong to that transaction.
     *
     * @param connection not in auto-commit mode; it is never closed, committed or rolled back here
     */
    public static Transaction over(Connection connection) {
        return new Transaction(Jdbi.create(connection).open());
    }

    /** For stores only: the connection the transaction runs on. It is closed by {@link Database}, never by a store. */
    public Handle handle() {
        return handle;
    }

    /**
     * Shows the database that the process is alive while the transaction waits for something else: without an occasional
     * statement the database ends the transaction. Fails if it has ended.
     */
    public void keepAlive() {
        handle.execute("select 1");
    }

    /**
     * Lets this transaction stay idle longer, for work whose locks a frozen process may hold: no other process needs the
     * rows meanwhile.
     */
    public void allowIdle(Duration limit) {
        handle.execute("set local idle_in_transaction_session_timeout = " + limit.toMillis());
    }
}
