package dev.millrace.gateway.member;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code gateway.invitation}. */
@ApplicationScoped
class InvitationStore {

    private static final String OPEN = "acceptedAt is null and revokedAt is null and expiresAt > ?1";

    private final InvitationRow.Rows rows;

    InvitationStore(InvitationRow.Rows rows) {
        this.rows = rows;
    }

    void add(Transaction tx, Invitation invitation) {
        rows.persistAndFlush(new InvitationRow(invitation));
    }

    long countOpen(Transaction tx, String team, Instant now) {
        return rows.count(OPEN + " and team = ?2", now, team);
    }

    /** Invitations of the team that can still be accepted, the newest first. */
    List<Invitation> listOpen(Transaction tx, String team, Instant now) {
        return rows.list(OPEN + " and team = ?2 order by createdAt desc, id", now, team).stream()
                .map(InvitationRow::toInvitation)
                .toList();
    }

    /** The invitation with this secret; two transactions never have it at once. */
    Optional<Invitation> lock(Transaction tx, String secretSha256) {
        return rows.find("secretSha256 = ?1", secretSha256)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional()
                .map(InvitationRow::toInvitation);
    }

    /** Under {@link #lock}. */
    void accept(Transaction tx, String id, UUID user, Instant at) {
        rows.findByIdOptional(id).ifPresent(row -> row.accept(user, at));
        rows.flush();
    }

    /** Revokes an invitation that can still be accepted; empty if the team has none of this id. */
    Optional<Invitation> revoke(Transaction tx, String team, String id, Instant at) {
        Optional<InvitationRow> row = rows.find(OPEN + " and team = ?2 and id = ?3", at, team, id)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
        row.ifPresent(found -> found.revoke(at));
        rows.flush();
        return row.map(InvitationRow::toInvitation);
    }
}
