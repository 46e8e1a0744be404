package dev.millrace.kit.database;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which failures of the database are transient: the same transaction may succeed later, without any change to it. By the
 * condition of the SQLSTATE (PostgreSQL, appendix A).
 */
public final class TransientFailure {

    /** Connection exceptions, insufficient resources, operator intervention, transaction rollbacks, system errors. */
    private static final Set<String> CLASSES = Set.of("08", "53", "57", "40", "58");

    /**
     * Lock timeout; idle transaction timeout, as after a pause of the process; and a read-only server, as after a failover.
     */
    private static final Set<String> CONDITIONS = Set.of("55P03", "25P03", "25006");

    private TransientFailure() {}

    /** Whether a transient failure of the database caused this one. False if it has nothing to do with a database. */
    public static boolean isCauseOf(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return isTransient(sql.getSQLState());
            }
        }
        return false;
    }

    /** Without a SQLSTATE the driver or the pool failed, for example when no connection was available in time. */
    private static boolean isTransient(@Nullable String state) {
        return state == null
                || CONDITIONS.contains(state)
                || CLASSES.contains(state.substring(0, Math.min(2, state.length())));
    }
}
