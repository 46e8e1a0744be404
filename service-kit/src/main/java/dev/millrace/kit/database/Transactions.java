package dev.millrace.kit.database;

import java.util.function.Function;

/**
 * Begins and ends the transactions of a {@link Database}. A service whose transactions belong to a framework, for example one
 * with Hibernate, has a bean of this type; without one, each transaction has a connection of the pool to itself.
 */
public interface Transactions {

    /** Runs work in a transaction, with the promises of {@link Database#inTransaction}. */
    <T> T call(Function<Transaction, T> work);
}
