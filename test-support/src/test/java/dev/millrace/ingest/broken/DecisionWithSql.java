package dev.millrace.ingest.broken;

import java.sql.Connection;
import java.sql.SQLException;

final class DecisionWithSql {

    boolean isLost(Connection connection) throws SQLException {
        return connection.isClosed();
    }
}
