package dev.millrace.githttp.catalog;

import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.CatalogPosition;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.githttp.access.GrantAccess;
import dev.millrace.kit.identity.repository.VisibleRepositories;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A page of a team's repositories with those only that the caller reads. */
final class VisiblePage {

    /** Of a caller who reads few of many. */
    private static final int LARGER = 1_000;

    private final Catalog catalog;
    private final VisibleRepositories visible;

    VisiblePage(Catalog catalog, VisibleRepositories visible) {
        this.catalog = catalog;
        this.visible = visible;
    }

    /** As {@link Catalog#newest}. */
    List<StoredRepository> newest(String team, Optional<CatalogPosition> after, int limit, String text) {
        if (visible.areAll()) {
            return catalog.newest(team, after, limit, text);
        }
        List<StoredRepository> page = new ArrayList<>();
        Optional<CatalogPosition> position = after;
        List<StoredRepository> read;
        do {
            read = catalog.newest(team, position, LARGER, text);
            read.stream()
                    .filter(stored -> visible.shows(GrantAccess.idAtForge(stored)))
                    .limit(limit - page.size())
                    .forEach(page::add);
            position = read.isEmpty() ? position : Optional.of(CatalogPosition.after(read.getLast()));
        } while (page.size() < limit && read.size() == LARGER);
        return page;
    }
}
