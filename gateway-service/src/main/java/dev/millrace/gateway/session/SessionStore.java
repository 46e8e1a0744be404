package dev.millrace.gateway.session;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code gateway.session}. */
@ApplicationScoped
class SessionStore {

    private static final String ACTIVE = "revokedAt is null and expiresAt > ?1";
    private static final int MOST_LISTED = 200;

    private final SessionRow.Rows rows;

    SessionStore(SessionRow.Rows rows) {
        this.rows = rows;
    }

    void add(Transaction tx, Session session) {
        rows.persistAndFlush(new SessionRow(session));
    }

    Optional<Session> findActive(Transaction tx, String sha256, Instant now) {
        return rows.find(ACTIVE + " and sha256 = ?2", now, sha256)
                .firstResultOptional()
                .map(SessionRow::toSession);
    }

    /** Active sessions of the user, or those of the administrator's token; the newest first. */
    List<Session> list(Transaction tx, Optional<UUID> user, Instant now) {
        var found = user.isPresent()
                ? rows.find(ACTIVE + " and userId = ?2 order by createdAt desc, id", now, user.get())
                : rows.find(ACTIVE + " and userId is null and tokenId is null order by createdAt desc, id", now);
        return found.page(0, MOST_LISTED).list().stream()
                .map(SessionRow::toSession)
                .toList();
    }

    void revoke(Transaction tx, UUID id, Instant at) {
        rows.findByIdOptional(id).ifPresent(row -> row.revoke(at));
        rows.flush();
    }

    void changeTeam(Transaction tx, UUID id, String team) {
        rows.findByIdOptional(id).ifPresent(row -> row.changeTeam(team));
        rows.flush();
    }

    long deleteExpired(Transaction tx, Instant before) {
        return rows.delete("expiresAt < ?1", before);
    }
}
