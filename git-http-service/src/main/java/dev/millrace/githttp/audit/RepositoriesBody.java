package dev.millrace.githttp.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.git.catalog.StoredRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One page of the repositories of all teams.
 *
 * @param nextAfter where the next page begins; empty if this is the last
 */
record RepositoriesBody(
        List<Item> repositories, @JsonProperty("next_after") Optional<UUID> nextAfter) {

    record Item(UUID id, String team, String name) {}

    /** @param limit most items that were requested */
    static RepositoriesBody of(List<StoredRepository> page, int limit) {
        return new RepositoriesBody(
                page.stream()
                        .map(each -> new Item(each.id(), each.team(), each.name()))
                        .toList(),
                page.size() < limit
                        ? Optional.empty()
                        : Optional.of(page.getLast().id()));
    }
}
