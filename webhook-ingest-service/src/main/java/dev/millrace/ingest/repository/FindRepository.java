package dev.millrace.ingest.repository;

import dev.millrace.ingest.repository.RepositoryOutcome.Ambiguous;
import dev.millrace.ingest.repository.RepositoryOutcome.Found;
import dev.millrace.ingest.repository.RepositoryOutcome.Unknown;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the repository of a team that a caller named by its whole name or, as some CI systems do, by the end of it. */
@ApplicationScoped
public class FindRepository {

    private final RepositoryStore store;

    FindRepository(RepositoryStore store) {
        this.store = store;
    }

    /**
     * The repository whose name this is, else the only one whose name ends with a slash and this. Case matters only where two
     * names differ in nothing else.
     *
     * @param team slug
     * @param name {@code acme/widgets}, or {@code widgets}
     */
    public RepositoryOutcome handle(Transaction tx, String team, String name) {
        return choose(name, store.named(tx, team, name));
    }

    static RepositoryOutcome choose(String name, List<TeamRepository> candidates) {
        return only(candidates, candidate -> candidate.name().equals(name))
                .or(() -> only(candidates, candidate -> candidate.name().equalsIgnoreCase(name)))
                .or(() -> only(candidates, candidate -> true))
                .<RepositoryOutcome>map(Found::new)
                .orElseGet(() -> candidates.isEmpty() ? new Unknown() : new Ambiguous());
    }

    private static Optional<TeamRepository> only(List<TeamRepository> candidates, Predicate<TeamRepository> fits) {
        List<TeamRepository> fitting = candidates.stream().filter(fits).toList();
        return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
    }
}
