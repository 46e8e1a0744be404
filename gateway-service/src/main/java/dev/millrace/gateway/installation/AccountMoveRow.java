package dev.millrace.gateway.installation;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A row of {@code gateway.account_move}. */
@Entity
@Immutable
@Table(schema = "gateway", name = "account_move")
class AccountMoveRow {

    @Id
    @SuppressWarnings("UnusedVariable") // Hibernate reads it
    private UUID id;

    @Column(nullable = false)
    private String instance;

    @Column(name = "account_id", nullable = false)
    private String accountId;

    @Column(name = "account_login", nullable = false)
    private String accountLogin;

    @Column(name = "from_team", nullable = false)
    private String fromTeam;

    @Column(name = "to_team", nullable = false)
    private String toTeam;

    @Column(name = "moved_at", nullable = false)
    private Instant movedAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected AccountMoveRow() {}

    AccountMoveRow(AccountMove move) {
        id = UUID.randomUUID();
        instance = move.instance();
        accountId = move.accountId();
        accountLogin = move.accountLogin();
        fromTeam = move.fromTeam();
        toTeam = move.toTeam();
        movedAt = move.movedAt();
    }

    AccountMove toMove() {
        return new AccountMove(instance, accountId, accountLogin, fromTeam, toTeam, movedAt);
    }

    /** For {@link InstallationStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<AccountMoveRow, UUID> {}
}
