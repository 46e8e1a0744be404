package dev.millrace.gateway.audit;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rows of {@code gateway.audit}. */
@ApplicationScoped
class AuditStore {

    private final AuditRow.Rows rows;

    AuditStore(AuditRow.Rows rows) {
        this.rows = rows;
    }

    void add(Transaction tx, Instant at, Actor actor, Optional<String> team, Change change) {
        rows.persistAndFlush(new AuditRow(at, actor, team, change));
    }

    /** The newest entries first: of one team, or of all. */
    List<Entry> list(Transaction tx, Optional<String> team, long before, int most) {
        var found = team.isPresent()
                ? rows.find("team = ?1 and id < ?2 order by id desc", team.get(), before)
                : rows.find("id < ?1 order by id desc", before);
        return found.page(0, most).list().stream().map(AuditRow::toEntry).toList();
    }
}
