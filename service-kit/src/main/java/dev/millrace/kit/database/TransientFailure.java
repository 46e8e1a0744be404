package dev.millrace.kit.database;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which failures of the database are transient: the same transaction may succeed later, without any change to it. By the
 * condition of the SQLSTATE (PostgreSQL, appendix A).
 */
public final class TransientFailure {

    /** Connection exceptions, insufficient resources, operator intervention, transaction rollbacks, errors of the system. */
    private static final Set<String> CLASSES = Set.of("08", "53", "57", "40", "58");

    /**
     * A lock was not free in time; the transaction was idle for too long, as after a pause of the process; and a server that
     * takes reads only, as after a failover.
     */
    private static final Set<String> CONDITIONS = Set.of("55P03", "25P03", "25006");

    private TransientFailure() {}

    /** Whether a transient failure of the database is the cause of this one. False if it has nothing to do with a database. */
    public static boolean isCauseOf(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return isTransient(sql.getSQLState());
            }
        }
        return false;
    }

    /** Without a state the driver or the pool failed: no connection was to be had in time, for example. */
    private static boolean isTransient(@Nullable String state) {
        return state == null
                || CONDITIONS.contains(state)
                || CLASSES.contains(state.substring(0, Math.min(2, state.length())));
    }
}
