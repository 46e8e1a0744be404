package dev.millrace.githttp.search;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.search.IndexedFile.Position;
import dev.millrace.git.search.SearchIndex;
import dev.millrace.git.search.SearchScope;
import dev.millrace.git.search.TextQuery;
import dev.millrace.githttp.api.ApiCalls;
import dev.millrace.githttp.content.LinePattern;
import dev.millrace.githttp.content.PathGlobs;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.jgit.lib.Constants;
import org.jspecify.annotations.Nullable;

/** The calls that search in all repositories of a team. Refusals are {@link MillraceException}s. */
@ApplicationScoped
class SearchCalls {

    private static final int USUAL_PAGE = 20;
    private static final int LARGEST_PAGE = 100;
    private static final int MOST_CONTEXT = 20;
    private static final int MOST_REFS = 100;
    private static final String ALL_REFS = "*";

    private final CurrentCaller currentCaller;
    private final ReadableRepositories readable;
    private final ApiCalls calls;
    private final GitStorage storage;
    private final Catalog catalog;
    private final SearchIndex index;

    SearchCalls(
            CurrentCaller currentCaller,
            ReadableRepositories readable,
            ApiCalls calls,
            GitStorage storage,
            Catalog catalog) {
        this.currentCaller = currentCaller;
        this.readable = readable;
        this.calls = calls;
        this.storage = storage;
        this.catalog = catalog;
        this.index = storage.searchIndex();
    }

    SearchPageBody search(SearchBody body) {
        Caller caller = currentCaller.load();
        SearchPageBody.Query query = query(body);
        SearchTeam.Request request = request(caller, body, query);
        return calls.computeForTeam(caller, work -> page(caller, query, request));
    }

    private SearchPageBody page(Caller caller, SearchPageBody.Query query, SearchTeam.Request request)
            throws IOException {
        try (var search = new SearchTeam(storage, index, request)) {
            SearchTeam.Found found = search.page();
            return new SearchPageBody(
                    query,
                    found.matches().stream()
                            .flatMap(match -> shown(match).stream())
                            .toList(),
                    found.next().map(SearchCursor::of).orElse(null),
                    found.next().isPresent(),
                    index.status(caller.team()).waiting());
        }
    }

    /** Empty if the repository was deleted meanwhile. */
    private Optional<SearchPageBody.Match> shown(SearchTeam.Match match) {
        return catalog.find(match.file().repositoryId())
                .map(StoredRepository::name)
                .map(name -> new SearchPageBody.Match(
                        new SearchPageBody.Repo(match.file().repositoryId(), name),
                        match.file().path(),
                        match.file().content().name(),
                        match.file().refs().stream()
                                .map(ref -> new SearchPageBody.Ref(
                                        ref.name(), ref.commit().name()))
                                .toList(),
                        match.lines()));
    }

    private static SearchPageBody.Query query(SearchBody body) {
        SearchBody.Query given = body.query();
        if (given == null || given.pattern() == null) {
            throw MillraceException.badRequest("the field 'query.pattern' is needed");
        }
        return new SearchPageBody.Query(
                given.pattern(), !Boolean.FALSE.equals(given.caseSensitive()), Boolean.TRUE.equals(given.literal()));
    }

    private SearchTeam.Request request(Caller caller, SearchBody body, SearchPageBody.Query query) {
        LinePattern pattern = query.literal()
                ? LinePattern.ofText(query.pattern(), query.caseSensitive())
                : LinePattern.of(query.pattern(), query.caseSensitive());
        TextQuery text = query.literal() ? TextQuery.ofText(query.pattern()) : TextQuery.ofPattern(query.pattern());
        if (!text.isSelective()) {
            throw MillraceException.badRequest(
                            ("the pattern '%s' is too general for a search in all repositories: every match must contain"
                                            + " three known characters in a row")
                                    .formatted(query.pattern()))
                    .withCode("pattern_too_general");
        }
        Optional<SearchBody.Filters> filters = Optional.ofNullable(body.fileFilters());
        Optional<SearchBody.Context> context = Optional.ofNullable(body.context());
        Optional<SearchBody.Pagination> page = Optional.ofNullable(body.pagination());
        return new SearchTeam.Request(
                scope(caller, readable.of(caller, list(body.repositories())), list(body.refs())),
                text,
                pattern,
                PathGlobs.of(
                        filters.map(SearchBody.Filters::includeGlobs).orElse(List.of()),
                        filters.map(SearchBody.Filters::excludeGlobs).orElse(List.of())),
                filters.map(SearchBody.Filters::extensionFilters).orElse(List.of()).stream()
                        .map(extension -> extension.replaceFirst("^(\\*?\\.)", ""))
                        .toList(),
                between(context.map(SearchBody.Context::before), 0, 0, MOST_CONTEXT),
                between(context.map(SearchBody.Context::after), 0, 0, MOST_CONTEXT),
                page.map(SearchBody.Pagination::cursor)
                        .filter(cursor -> !cursor.isEmpty())
                        .<Position>map(SearchCursor::read),
                between(page.map(SearchBody.Pagination::limit), USUAL_PAGE, 1, LARGEST_PAGE));
    }

    private static SearchScope scope(Caller caller, Optional<Set<UUID>> repositories, List<String> refs) {
        if (refs.size() > MOST_REFS) {
            throw MillraceException.badRequest(
                    "%d refs are more than the limit of %d".formatted(refs.size(), MOST_REFS));
        }
        if (refs.contains(ALL_REFS)) {
            return new SearchScope(caller.team(), repositories, Optional.empty(), false);
        }
        Set<String> names = new HashSet<>();
        for (String ref : refs) {
            if (ref.startsWith(Constants.R_REFS)) {
                names.add(ref);
            } else {
                names.add(Constants.R_HEADS + ref);
                names.add(Constants.R_TAGS + ref);
            }
        }
        return new SearchScope(caller.team(), repositories, Optional.of(names), refs.isEmpty());
    }

    private static int between(Optional<Integer> given, int usual, int least, int most) {
        return given.map(number -> number < least ? usual : Math.min(number, most))
                .orElse(usual);
    }

    private static List<String> list(@Nullable List<String> given) {
        return given == null ? List.of() : given;
    }
}
