package dev.millrace.gateway.database;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.database.Transactions;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.Session;

/** Each transaction is a JTA transaction with a Hibernate session, and runs on the connection of that session. */
@Singleton
class SessionTransactions implements Transactions {

    private final Session session;

    /** @param session the session of whichever transaction is active on the thread */
    SessionTransactions(Session session) {
        this.session = session;
    }

    @Override
    public <T> T call(Function<Transaction, T> work) {
        try {
            return QuarkusTransaction.joiningExisting()
                    .call(() -> session.doReturningWork(connection -> work.apply(Transaction.over(connection))));
        } catch (QuarkusTransactionException e) {
            throw sqlFailure(e)
                    .<RuntimeException>map(
                            sql -> new IllegalStateException("the transaction was not committed: " + sql, sql))
                    .orElse(e);
        }
    }

    /**
     * The database's error. The transaction manager adds it to its own exceptions as suppressed, where code that decides by
     * the cause whether a failure is transient does not find it.
     */
    private static Optional<SQLException> sqlFailure(Throwable failure) {
        Deque<Throwable> open = new ArrayDeque<>(List.of(failure));
        while (!open.isEmpty()) {
            Throwable next = open.pop();
            if (next instanceof SQLException sql) {
                return Optional.of(sql);
            }
            if (next.getCause() != null) {
                open.push(next.getCause());
            }
            open.addAll(List.of(next.getSuppressed()));
        }
        return Optional.empty();
    }
}
