package dev.millrace.insights.person;

import dev.millrace.insights.person.ContributionStore.Count;
import dev.millrace.kit.database.Database;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads who did something in repositories. */
@Singleton
public final class ReadContributors {

    private final Database database;
    private final ContributionStore contributions;
    private final LinkStore links;

    /** Made by the container. */
    ReadContributors(Database database, ContributionStore contributions, LinkStore links) {
        this.database = database;
        this.contributions = contributions;
        this.links = links;
    }

    /** How many people did something in any of the repositories in [from, to); programs are none. */
    public int people(Collection<String> forgeKeys, Instant from, Instant to) {
        return database.inTransaction(tx -> contributions.people(tx, forgeKeys, from, to));
    }

    /**
     * Who did something in [from, to), in no meaningful order.
     *
     * @param forgeKey of the repository
     * @param team the one whose members the reader may know: all others are accounts
     */
    public List<Contributor> list(String forgeKey, Instant from, Instant to, Optional<String> team) {
        return database.inTransaction(tx -> {
            List<Count> counts = contributions.count(tx, forgeKey, from, to);
            Set<UUID> users =
                    counts.stream().flatMap(count -> count.person().stream()).collect(Collectors.toUnmodifiableSet());
            var persons = team.map(slug -> links.members(tx, slug, users)).orElse(List.of());
            var accounts = links.accounts(
                    tx, persons.stream().map(LinkStore.Person::user).toList());
            return new GroupContributions(persons, accounts).group(counts);
        });
    }
}
