package dev.millrace.kit.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States are those of PostgreSQL, appendix A. */
class TransientFailureTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08001", // sqlclient_unable_to_establish_sqlconnection
                "08006", // connection_failure
                "25006", // read_only_sql_transaction
                "25P03", // idle_in_transaction_session_timeout
                "40001", // serialization_failure
                "40P01", // deadlock_detected
                "53100", // disk_full
                "53300", // too_many_connections
                "55P03", // lock_not_available
                "57014", // query_canceled
                "57P01", // admin_shutdown
                "57P03", // cannot_connect_now
                "58030", // io_error
            })
    void isTransientWhenTheServerOrTheConnectionIsTheCause(String state) {
        assertThat(TransientFailure.isCauseOf(failure(state))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "22001", // string_data_right_truncation
                "23505", // unique_violation
                "25P02", // in_failed_sql_transaction
                "28P01", // invalid_password
                "42P01", // undefined_table
                "54000", // program_limit_exceeded
                "55000", // object_not_in_prerequisite_state
                "P0001", // raise_exception
                "XX000", // internal_error
                "XX002", // index_corrupted
            })
    void isNotTransientWhenTheStatementIsTheCause(String state) {
        assertThat(TransientFailure.isCauseOf(failure(state))).isFalse();
    }

    @Test
    void isTransientWhenThePoolHadNoConnectionInTime() {
        assertThat(TransientFailure.isCauseOf(
                        new IllegalStateException(new SQLException("Acquisition timeout while waiting"))))
                .isTrue();
    }

    @Test
    void isNotTransientWithoutADatabase() {
        assertThat(TransientFailure.isCauseOf(new IllegalStateException("bug"))).isFalse();
    }

    private static RuntimeException failure(String state) {
        return new IllegalStateException(new SQLException("failed", state));
    }
}
