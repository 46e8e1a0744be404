package dev.millrace.kit.database;

import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** One PostgreSQL database. Safe to share between threads. */
public final class Database {

    private final DataSource dataSource;
    private final Transactions transactions;
    private final Transactions statements;

    /** @param dataSource a pool; the caller closes it */
    public Database(DataSource dataSource) {
        var jdbi = Jdbi.create(dataSource);
        this.dataSource = dataSource;
        this.transactions = new PooledTransactions(jdbi);
        this.statements = new PooledStatements(jdbi);
    }

    /**
     * A database whose transactions are managed elsewhere.
     *
     * @param dataSource the pool that these transactions take their connections from
     */
    public Database(DataSource dataSource, Transactions transactions) {
        this.dataSource = dataSource;
        this.transactions = transactions;
        this.statements = transactions;
    }

    /**
     * Runs work in one transaction: committed when it returns, rolled back when it throws, and then the exception
     * propagates. When the connection breaks during the commit, the outcome is unknown, and the exception does not state it:
     * work that must not be done twice needs a key that shows it was done. A nested call on the same thread joins the open
     * transaction.
     */
    public <T> T inTransaction(Function<Transaction, T> work) {
        return transactions.call(work);
    }

    /** As {@link #inTransaction} for work without a result. */
    public void useTransaction(Consumer<Transaction> work) {
        inTransaction(tx -> {
            work.accept(tx);
            return tx;
        });
    }

    /**
     * Runs one read-only statement without the round trip that ends a transaction. Several statements would each see the
     * database as of another instant.
     */
    public <T> T inStatement(Function<Transaction, T> work) {
        return statements.call(work);
    }

    /** The pool underneath, for what Jdbi does not offer. */
    public DataSource dataSource() {
        return dataSource;
    }

    private record PooledTransactions(Jdbi jdbi) implements Transactions {

        @Override
        public <T> T call(Function<Transaction, T> work) {
            return jdbi.inTransaction(handle -> work.apply(new Transaction(handle)));
        }
    }

    private record PooledStatements(Jdbi jdbi) implements Transactions {

        @Override
        public <T> T call(Function<Transaction, T> work) {
            return jdbi.withHandle(handle -> work.apply(new Transaction(handle)));
        }
    }
}
