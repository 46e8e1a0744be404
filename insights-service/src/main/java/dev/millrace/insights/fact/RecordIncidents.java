package dev.millrace.insights.fact;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.MillraceException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Keeps the incidents that a team reports about its repository. A report is complete: it replaces the one before. */
@Singleton
public final class RecordIncidents {

    private final Database database;
    private final IncidentStore incidents;
    private final ProgressStore progress;
    private final Clock clock;

    /** Made by the container. */
    RecordIncidents(Database database, IncidentStore incidents, ProgressStore progress, Clock clock) {
        this.database = database;
        this.incidents = incidents;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Stores the report; the same report again changes nothing.
     *
     * @throws MillraceException 409 if the repository has as many incidents as it may have
     */
    public void save(KnownRepository repository, IncidentFact incident) {
        Instant now = clock.instant();
        database.useTransaction(tx -> {
            if (incidents.count(tx, repository.id()) >= IncidentStore.MOST) {
                throw MillraceException.conflict("'%s' has %,d incidents, the most that a repository may have"
                                .formatted(repository.name(), IncidentStore.MOST))
                        .withCode("incidents_full");
            }
            boolean changed = incidents.save(tx, repository.id(), incident, now);
            progress.advance(tx, repository.id().toString(), changed, incident.startedAt());
        });
    }

    /** Forgets the report. Returns false if there was none. */
    public boolean remove(KnownRepository repository, String id) {
        return database.inTransaction(tx -> {
            boolean removed = incidents.remove(tx, repository.id(), id);
            if (removed) {
                progress.markDirty(tx, repository.id().toString());
            }
            return removed;
        });
    }

    /** The incidents of the repository, by id. */
    public List<IncidentFact> list(KnownRepository repository) {
        return database.inTransaction(tx -> incidents.list(tx, repository));
    }
}
