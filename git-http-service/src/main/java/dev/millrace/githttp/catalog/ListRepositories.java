package dev.millrace.githttp.catalog;

import dev.millrace.git.Catalog;
import dev.millrace.git.StoredRepository;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds one page of a team's repositories, by name, of those whose name holds a text. */
@ApplicationScoped
class ListRepositories {

    private static final int READ_AT_ONCE = 500;

    private final Catalog catalog;

    ListRepositories(Catalog catalog) {
        this.catalog = catalog;
    }

    /**
     * The page.
     *
     * @param after name of the last one of the page before
     * @param limit most to return, 1 to 100
     * @param text in upper or lower case; empty finds all
     */
    Page page(String team, Optional<String> after, int limit, String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        int atOnce = wanted.isEmpty() ? limit + 1 : READ_AT_ONCE;
        List<StoredRepository> found = new ArrayList<>();
        Optional<String> last = after;
        while (found.size() <= limit) {
            List<StoredRepository> rows = catalog.list(team, last, atOnce);
            rows.stream()
                    .filter(row -> row.name().toLowerCase(Locale.ROOT).contains(wanted))
                    .forEach(found::add);
            if (rows.size() < atOnce) {
                break;
            }
            last = Optional.of(rows.getLast().name());
        }
        return new Page(found.subList(0, Math.min(limit, found.size())), found.size() > limit);
    }

    /**
     * A page.
     *
     * @param hasMore whether another follows
     */
    record Page(List<StoredRepository> repositories, boolean hasMore) {

        Page {
            repositories = List.copyOf(repositories);
        }
    }
}
