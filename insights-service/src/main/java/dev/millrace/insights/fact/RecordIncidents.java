package dev.millrace.insights.fact;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.error.MillraceException;
import jakarta.inject.Singleton;
import java.time.Clock;
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
        database.useTransaction(tx -> save(tx, repository, incident));
    }

    /**
     * Stores what a tool reports, all or nothing. Its reports may arrive in any order: one from before the end of an incident does
     * not open it again, and none forgets which deployment a person named.
     *
     * @throws MillraceException 409 if the repository has as many incidents as it may have
     */
    public void take(KnownRepository repository, List<IncidentFact> reported) {
        database.useTransaction(tx -> reported.forEach(incident -> save(
                tx,
                repository,
                incidents
                        .find(tx, repository.id(), incident.id())
                        .map(known -> merged(known, incident))
                        .orElse(incident))));
    }

    private static IncidentFact merged(IncidentFact known, IncidentFact reported) {
        return new IncidentFact(
                reported.id(),
                reported.title(),
                reported.startedAt(),
                reported.resolvedAt().or(() -> known.resolvedAt().filter(end -> !end.isBefore(reported.startedAt()))),
                reported.deploymentId().or(known::deploymentId));
    }

    private void save(Transaction tx, KnownRepository repository, IncidentFact incident) {
        if (incidents.count(tx, repository.id()) >= IncidentStore.MOST) {
            throw MillraceException.conflict("'%s' has %,d incidents, the most that a repository may have"
                            .formatted(repository.name(), IncidentStore.MOST))
                    .withCode("incidents_full");
        }
        boolean changed = incidents.save(tx, repository.id(), incident, clock.instant());
        progress.advance(tx, repository.id().toString(), changed, incident.startedAt());
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
