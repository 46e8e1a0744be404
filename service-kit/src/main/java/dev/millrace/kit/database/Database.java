package dev.millrace.kit.database;

import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** One PostgreSQL database. Safe to share between threads. */
public final class Database {

    private final DataSource dataSource;
    private final Jdbi jdbi;

    /** @param dataSource a pool; it stays the caller's to close */
    public Database(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbi = Jdbi.create(dataSource);
    }

    /**
     * Runs work in one transaction: committed when it returns, rolled back when it throws, and then the exception goes on.
     * When the connection breaks during the commit the outcome is unknown, and the exception says nothing about it: work
     * that may not be done twice needs a key that shows it was done. A call made inside work on the same thread joins the
     * transaction that is open.
     */
    public <T> T inTransaction(Function<Transaction, T> work) {
        return jdbi.inTransaction(handle -> work.apply(new Transaction(handle)));
    }

    /** As {@link #inTransaction} for work without a result. */
    public void useTransaction(Consumer<Transaction> work) {
        jdbi.useTransaction(handle -> work.accept(new Transaction(handle)));
    }

    /**
     * Runs one reading statement without the round trip that ends a transaction. Several statements would each see the
     * database as of another instant.
     */
    public <T> T inStatement(Function<Transaction, T> work) {
        return jdbi.withHandle(handle -> work.apply(new Transaction(handle)));
    }

    /** The pool underneath, for what Jdbi does not offer. */
    public DataSource dataSource() {
        return dataSource;
    }
}
