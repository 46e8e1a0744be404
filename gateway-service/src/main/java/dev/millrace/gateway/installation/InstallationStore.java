package dev.millrace.gateway.installation;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code gateway.installation}, {@code gateway.account_team} and {@code gateway.account_move}. */
@ApplicationScoped
class InstallationStore {

    private final InstallationRow.Rows rows;
    private final AccountTeamRow.Rows accounts;
    private final AccountMoveRow.Rows moves;

    InstallationStore(InstallationRow.Rows rows, AccountTeamRow.Rows accounts, AccountMoveRow.Rows moves) {
        this.rows = rows;
        this.accounts = accounts;
        this.moves = moves;
    }

    /**
     * Serializes everything about one account until the transaction ends, also before there is a row to lock. What was read
     * before may have changed while this waited for the lock, so the session drops it and reads it again.
     */
    void lockAccount(Transaction tx, String instance, String accountId) {
        tx.handle()
                .createQuery("select 1 from pg_advisory_xact_lock(hashtext('gateway.account'), hashtext(:account))")
                .bind("account", instance + ":" + accountId)
                .mapTo(Integer.class)
                .one();
        rows.getSession().clear();
    }

    Optional<Installation> find(Transaction tx, String instance, String id) {
        return rows.findByIdOptional(new InstallationRow.Key(instance, id)).map(InstallationRow::toInstallation);
    }

    /** Installations of this number; there may be one at each GitHub. */
    List<Installation> ofNumber(Transaction tx, String id) {
        return rows.list("key.installationId = ?1 order by key.instance", id).stream()
                .map(InstallationRow::toInstallation)
                .toList();
    }

    /** Numbers of the installations that were not deleted and may be of this connection's App. */
    List<String> ofConnection(Transaction tx, String instance, String connectionId) {
        return rows
                .list(
                        "key.instance = ?1 and state <> ?2 and (connectionId is null or connectionId = ?3)",
                        instance,
                        Installation.State.DELETED,
                        connectionId)
                .stream()
                .map(row -> row.toInstallation().id())
                .toList();
    }

    List<Installation> list(Transaction tx) {
        return rows.list("order by key.instance, accountLogin, key.installationId").stream()
                .map(InstallationRow::toInstallation)
                .toList();
    }

    /** Every installation of an account, deleted ones included. Under {@link #lockAccount}. */
    List<Installation> ofAccount(Transaction tx, String instance, String accountId) {
        return rows
                .list("key.instance = ?1 and accountId = ?2 order by key.installationId", instance, accountId)
                .stream()
                .map(InstallationRow::toInstallation)
                .toList();
    }

    /** Every installation that is linked to the team, in the order of their accounts. */
    List<Installation> ofTeam(Transaction tx, String team) {
        return rows.list("team = ?1 order by key.instance, accountId, key.installationId", team).stream()
                .map(InstallationRow::toInstallation)
                .toList();
    }

    /** The newest first; empty if there is no move with the id {@code before}. */
    List<AccountMove> moves(Transaction tx, Optional<UUID> before, int most) {
        var found = before.isPresent() ? moves.find("""
                        movedAt < (select movedAt from AccountMoveRow where id = ?1)
                            or movedAt = (select movedAt from AccountMoveRow where id = ?1) and id < ?1
                         order by movedAt desc, id desc
                        """, before.get()) : moves.find("order by movedAt desc, id desc");
        return found.page(0, most).list().stream().map(AccountMoveRow::toMove).toList();
    }

    /** Assigns the account to another team, and records that. Under {@link #lockAccount}. */
    void move(Transaction tx, AccountMove move) {
        var key = new AccountTeamRow.Key(move.instance(), move.accountId());
        accounts.deleteById(key);
        accounts.flush();
        accounts.persist(new AccountTeamRow(key, move.toTeam(), move.movedAt()));
        moves.persistAndFlush(new AccountMoveRow(move));
    }

    /** Every linked installation; none of them can be changed until the transaction ends. */
    List<Installation> lockLinked(Transaction tx) {
        return rows
                .find("team is not null order by key.instance, key.installationId")
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .list()
                .stream()
                .map(InstallationRow::toInstallation)
                .toList();
    }

    /** Under {@link #lockAccount}. The row is flushed, so that it is locked before any event is added. */
    void save(Transaction tx, Installation installation) {
        rows.findByIdOptional(new InstallationRow.Key(installation.instance(), installation.id()))
                .ifPresentOrElse(
                        row -> row.update(installation), () -> rows.persist(new InstallationRow(installation)));
        rows.flush();
    }

    /** The team that the account belongs to. */
    Optional<String> findTeam(Transaction tx, String instance, String accountId) {
        return accounts.findByIdOptional(new AccountTeamRow.Key(instance, accountId))
                .map(AccountTeamRow::team);
    }

    /** Assigns the account to the team; an account that has a team keeps it. Under {@link #lockAccount}. */
    void addTeam(Transaction tx, String instance, String accountId, String team, Instant at) {
        var key = new AccountTeamRow.Key(instance, accountId);
        if (accounts.findByIdOptional(key).isEmpty()) {
            accounts.persistAndFlush(new AccountTeamRow(key, team, at));
        }
    }

    /** Releases the account if no installation links it to the team any more. Under {@link #lockAccount}. */
    void removeTeamUnlessLinked(Transaction tx, String instance, String accountId) {
        accounts.delete("""
                key.instance = ?1 and key.accountId = ?2
                   and not exists (select 1 from InstallationRow linked
                                    where linked.key.instance = ?1 and linked.accountId = ?2
                                      and linked.team is not null and linked.state <> DELETED)
                """, instance, accountId);
    }
}
