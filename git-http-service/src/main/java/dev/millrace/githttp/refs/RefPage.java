package dev.millrace.githttp.refs;

import dev.millrace.githttp.api.ApiQuery;
import dev.millrace.githttp.api.PageToken;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;

/**
 * A page of refs, by name.
 *
 * @param next cursor for the next page
 */
record RefPage(List<Ref> refs, Optional<String> next) {

    private static final int PAGE = 20;
    private static final int LARGEST_PAGE = 100;

    /** The page of the refs whose full names begin with the prefix. */
    static RefPage of(Repository git, String prefix, ApiQuery query) throws IOException {
        String after = query.cursor().orElse("");
        int limit = query.limit(PAGE, LARGEST_PAGE);
        List<Ref> found = git.getRefDatabase().getRefsByPrefix(prefix).stream()
                .filter(ref -> ref.getObjectId() != null && ref.getName().compareTo(after) > 0)
                .sorted(Comparator.comparing(Ref::getName))
                .limit(limit + 1L)
                .toList();
        boolean hasMore = found.size() > limit;
        List<Ref> page = hasMore ? found.subList(0, limit) : found;
        return new RefPage(page, hasMore ? Optional.of(cursor(page.getLast())) : Optional.empty());
    }

    /** The cursor for what follows a ref. */
    static String cursor(Ref ref) {
        return PageToken.of(ref.getName());
    }
}
