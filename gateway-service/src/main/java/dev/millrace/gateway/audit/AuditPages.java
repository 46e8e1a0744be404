package dev.millrace.gateway.audit;

import dev.millrace.kit.error.MillraceException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pages of the log as the two routes return them. */
@ApplicationScoped
class AuditPages {

    private static final int USUAL = 50;
    private static final int MOST = 200;

    private final AuditLog log;

    AuditPages(AuditLog log) {
        this.log = log;
    }

    /** The entries with ids below {@code before}, of one team or of all, the newest first. */
    List<EntryBody> page(Optional<String> team, @Nullable Long before, @Nullable Integer limit) {
        int most = limit == null ? USUAL : limit;
        if (most < 1 || most > MOST) {
            throw MillraceException.badRequest("limit %d must be 1 to %d".formatted(most, MOST));
        }
        return log.list(team, before == null ? Long.MAX_VALUE : before, most).stream()
                .map(EntryBody::of)
                .toList();
    }
}
