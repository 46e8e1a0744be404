package dev.millrace.gateway.repository;

import dev.millrace.events.access.ReadingChosen.Decider;
import dev.millrace.gateway.repository.ShowStore.Position;
import dev.millrace.kit.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Shows who decides for a team, who reads which of its repositories, and how old the forge's answers are. */
@ApplicationScoped
class ShowReading {

    private final Database database;
    private final ChooseReading chooseReading;
    private final ShowStore store;
    private final CheckLimits limits;
    private final Clock clock;

    ShowReading(Database database, ChooseReading chooseReading, ShowStore store, CheckLimits limits, Clock clock) {
        this.database = database;
        this.chooseReading = chooseReading;
        this.store = store;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * A page; empty if there is no such team. It has repositories only if the forge decides.
     *
     * @param only a user: only what an account of that user may read, and nothing about others
     * @param limit repositories on the page
     */
    Optional<ReadingBody> handle(String team, Optional<UUID> only, Optional<Position> after, int limit) {
        return chooseReading
                .find(team)
                .map(decider -> decider == Decider.FORGE
                        ? page(team, only, after, limit)
                        : new ReadingBody(ChooseReading.word(decider), List.of(), null));
    }

    private ReadingBody page(String team, Optional<UUID> only, Optional<Position> after, int limit) {
        Instant now = clock.instant();
        return database.inTransaction(tx -> {
            List<ShownMember> members = store.members(tx, team, only);
            List<ShownRepository> found = store.repositories(tx, team, after, only, limit + 1);
            List<ShownRepository> page = found.subList(0, Math.min(limit, found.size()));
            return new ReadingBody(
                    ChooseReading.word(Decider.FORGE),
                    page.stream()
                            .map(repository ->
                                    ReadingBody.RepositoryBody.of(repository, members, now, limits.staleAfter()))
                            .toList(),
                    found.size() > limit
                            ? page.getLast().instance() + "/" + page.getLast().fullName()
                            : null);
        });
    }
}
