package dev.millrace.kit.database;

import java.util.function.Function;

/**
 * Manages the transactions of a {@link Database}. A service whose transactions belong to a framework, for example one with
 * Hibernate, provides a bean of this type; without one, each transaction has its own connection from the pool.
 */
public interface Transactions {

    /** Runs work in a transaction, with the guarantees of {@link Database#inTransaction}. */
    <T> T call(Function<Transaction, T> work);
}
