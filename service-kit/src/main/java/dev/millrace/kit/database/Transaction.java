package dev.millrace.kit.database;

import org.jdbi.v3.core.Handle;

/**
 * An open database transaction, handed down to every store that takes part in it. Decisions pass it on; only stores look
 * inside.
 */
public final class Transaction {

    private final Handle handle;

    Transaction(Handle handle) {
        this.handle = handle;
    }

    /** For stores only: the connection the transaction runs on. It is closed by {@link Database}, never by a store. */
    public Handle handle() {
        return handle;
    }
}
