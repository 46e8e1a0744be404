package dev.millrace.githttp.search;

import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.CatalogPosition;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.githttp.access.GrantAccess;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.repository.RepositoryAccess;
import dev.millrace.kit.identity.repository.VisibleRepositories;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Decides in which repositories of its team a caller may search. */
@ApplicationScoped
class ReadableRepositories {

    private static final int AT_ONCE = 1_000;
    private static final int MOST_NAMES = 100;
    private static final String ALL = "org";

    private final Catalog catalog;
    private final RepositoryAccess access;

    ReadableRepositories(Catalog catalog, RepositoryAccess access) {
        this.catalog = catalog;
        this.access = access;
    }

    /**
     * The repositories; empty for all of the team.
     *
     * @param names as the caller names them; empty for all that it reads
     * @throws MillraceException 403 if its token is for another repository, 404 if it does not read one of them
     */
    Optional<Set<UUID>> of(Caller caller, List<String> names) {
        if (names.size() > MOST_NAMES) {
            throw MillraceException.badRequest(
                    "%d repositories are more than the limit of %d".formatted(names.size(), MOST_NAMES));
        }
        VisibleRepositories visible = access.visible(caller);
        Optional<String> claimed = caller.repository().filter(name -> !name.equals(ALL));
        if (!names.isEmpty() || claimed.isPresent()) {
            names.forEach(caller::requireRepository);
            Set<UUID> found = new HashSet<>();
            for (String name : names.isEmpty() ? List.of(claimed.orElseThrow()) : names) {
                found.add(find(caller, visible, name));
            }
            return Optional.of(found);
        }
        return visible.areAll() ? Optional.empty() : Optional.of(all(caller.team(), visible));
    }

    private UUID find(Caller caller, VisibleRepositories visible, String name) {
        return catalog.find(caller.team(), name)
                .filter(stored -> visible.shows(GrantAccess.idAtForge(stored)))
                .map(StoredRepository::id)
                .orElseThrow(() -> MillraceException.notFound(
                                "the team '%s' has no repository '%s'".formatted(caller.team(), name))
                        .withCode("repository_missing"));
    }

    private Set<UUID> all(String team, VisibleRepositories visible) {
        Set<UUID> found = new HashSet<>();
        Optional<CatalogPosition> position = Optional.empty();
        List<StoredRepository> page;
        do {
            page = catalog.newest(team, position, AT_ONCE, "");
            page.stream()
                    .filter(stored -> visible.shows(GrantAccess.idAtForge(stored)))
                    .map(StoredRepository::id)
                    .forEach(found::add);
            position = page.isEmpty() ? position : Optional.of(CatalogPosition.after(page.getLast()));
        } while (page.size() == AT_ONCE);
        return found;
    }
}
