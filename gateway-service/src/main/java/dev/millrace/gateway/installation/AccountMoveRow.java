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
import org.jspecify.annotations.Nullable;

/** A row of {@code gateway.account_move}. */
@Entity
@Immutable
@Table(schema = "gateway", name = "account_move")
class AccountMoveRow {

    @Id
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

    @Column(name = "user_id")
    private @Nullable UUID userId;

    @Column
    private @Nullable String actor;

    @Column(name = "moved_at", nullable = false)
    private Instant movedAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected AccountMoveRow() {}

    AccountMoveRow(AccountMove move) {
        id = move.id();
        instance = move.instance();
        accountId = move.accountId();
        accountLogin = move.accountLogin();
        fromTeam = move.fromTeam();
        toTeam = move.toTeam();
        userId = move.user();
        actor = move.actor();
        movedAt = move.movedAt();
    }

    AccountMove toMove() {
        return new AccountMove(id, instance, accountId, accountLogin, fromTeam, toTeam, userId, actor, movedAt);
    }

    /** For {@link InstallationStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<AccountMoveRow, UUID> {}
}
