package dev.millrace.pipeline.report;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** The annotations of a build as its check run shows them: the gravest first. */
@Singleton
public final class BuildAnnotations {

    /** How many a check run shows at most. */
    public static final int MOST = 1_000;

    private final Database database;
    private final ReportStore store;

    BuildAnnotations(Database database, ReportStore store) {
        this.database = database;
        this.store = store;
    }

    /** How many there are, {@value #MOST} at most. */
    public int count(Transaction tx, UUID buildId) {
        return Math.min(MOST, store.count(tx, buildId));
    }

    /**
     * Some of them, in an order that stays once the build has ended.
     *
     * @param from the first one, 0 or more
     */
    public List<Annotation> list(UUID buildId, int from, int limit) {
        return database.inTransaction(tx -> store.gravest(tx, buildId, from, limit)).stream()
                .map(FoundAnnotation::annotation)
                .toList();
    }
}
