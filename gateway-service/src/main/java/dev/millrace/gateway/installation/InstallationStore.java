package dev.millrace.gateway.installation;

import dev.millrace.gateway.installation.Installation.State;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.statement.Query;

/** Rows of {@code gateway.installation} and {@code gateway.account_team}. */
@ApplicationScoped
class InstallationStore {

    private static final String COLUMNS =
            "instance, installation_id, account_id, account_login, state, team, revision, updated_at";

    /** Makes everything about one account take turns until the transaction ends, also before there is a row to lock. */
    void lockAccount(Transaction tx, String instance, String accountId) {
        tx.handle()
                .createQuery("select 1 from pg_advisory_xact_lock(hashtext('gateway.account'), hashtext(:account))")
                .bind("account", instance + ":" + accountId)
                .mapTo(Integer.class)
                .one();
    }

    Optional<Installation> find(Transaction tx, String instance, String id) {
        return read(tx.handle()
                        .createQuery("select " + COLUMNS + """
                                  from gateway.installation
                                 where instance = :instance and installation_id = :id
                                """)
                        .bind("instance", instance)
                        .bind("id", id))
                .findOne();
    }

    List<Installation> list(Transaction tx) {
        return read(tx.handle().createQuery("select " + COLUMNS + """
                                  from gateway.installation
                                 order by instance, account_login, installation_id
                                """)).list();
    }

    /** Every linked one; nobody can change one of them until the transaction ends. */
    List<Installation> lockLinked(Transaction tx) {
        return read(tx.handle().createQuery("select " + COLUMNS + """
                                  from gateway.installation
                                 where team is not null
                                 order by instance, installation_id
                                   for update
                                """)).list();
    }

    void save(Transaction tx, Installation installation) {
        tx.handle()
                .createUpdate("""
                        insert into gateway.installation
                               (instance, installation_id, account_id, account_login, state, team, revision, updated_at)
                        values (:instance, :id, :accountId, :accountLogin, :state, :team, :revision, :updatedAt)
                        on conflict (instance, installation_id) do update
                           set account_login = excluded.account_login,
                               state = excluded.state,
                               team = excluded.team,
                               revision = excluded.revision,
                               updated_at = excluded.updated_at
                        """)
                .bind("instance", installation.instance())
                .bind("id", installation.id())
                .bind("accountId", installation.accountId())
                .bind("accountLogin", installation.accountLogin())
                .bind("state", installation.state().name())
                .bind("team", installation.team().orElse(null))
                .bind("revision", installation.revision())
                .bind("updatedAt", installation.updatedAt())
                .execute();
    }

    /** The team that the account belongs to. */
    Optional<String> findTeam(Transaction tx, String instance, String accountId) {
        return tx.handle()
                .createQuery("""
                        select team
                          from gateway.account_team
                         where instance = :instance and account_id = :accountId
                        """)
                .bind("instance", instance)
                .bind("accountId", accountId)
                .mapTo(String.class)
                .findOne();
    }

    /** Gives the account to the team; an account that has one keeps it. */
    void addTeam(Transaction tx, String instance, String accountId, String team, Instant at) {
        tx.handle()
                .createUpdate("""
                        insert into gateway.account_team (instance, account_id, team, linked_at)
                        values (:instance, :accountId, :team, :at)
                        on conflict do nothing
                        """)
                .bind("instance", instance)
                .bind("accountId", accountId)
                .bind("team", team)
                .bind("at", at)
                .execute();
    }

    /** Sets the account free if no installation links it to the team any more. */
    void removeTeamUnlessLinked(Transaction tx, String instance, String accountId) {
        tx.handle()
                .createUpdate("""
                        delete from gateway.account_team
                         where instance = :instance and account_id = :accountId
                           and not exists (select from gateway.installation as linked
                                            where linked.instance = :instance and linked.account_id = :accountId
                                              and linked.team is not null and linked.state <> 'DELETED')
                        """)
                .bind("instance", instance)
                .bind("accountId", accountId)
                .execute();
    }

    private static ResultIterable<Installation> read(Query query) {
        return query.map((row, context) -> read(row));
    }

    private static Installation read(ResultSet row) throws SQLException {
        return new Installation(
                row.getString("instance"),
                row.getString("installation_id"),
                row.getString("account_id"),
                row.getString("account_login"),
                State.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("team")),
                row.getInt("revision"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
