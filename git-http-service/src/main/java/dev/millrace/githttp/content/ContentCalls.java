package dev.millrace.githttp.content;

import dev.millrace.git.GitStorage;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.api.ApiCalls;
import dev.millrace.githttp.api.ApiQuery;
import dev.millrace.githttp.api.OpenedRepository;
import dev.millrace.githttp.api.PageToken;
import dev.millrace.githttp.api.Revision;
import dev.millrace.githttp.api.Work;
import dev.millrace.kit.error.MillraceException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/** The calls that read what a commit contains. */
@ApplicationScoped
class ContentCalls {

    private static final int GREP_PAGE = 20;
    private static final int LARGEST_GREP_PAGE = 100;
    private static final int GREP_LINES = 1_000;
    private static final int MOST_GREP_LINES = 10_000;
    private static final int MOST_CONTEXT = 20;

    private final ApiCalls calls;
    private final GitStorage storage;

    ContentCalls(ApiCalls calls, GitStorage storage) {
        this.calls = calls;
        this.storage = storage;
    }

    FileListBody files(Optional<String> repo, ApiQuery query) {
        return calls.read(repo, ApiCalls.namespace(query.flag("ephemeral")), opened -> ListFiles.names(opened, query));
    }

    FileMetadataBody metadata(Optional<String> repo, ApiQuery query) {
        return calls.compute(
                repo, ApiCalls.namespace(query.flag("ephemeral")), opened -> ListFiles.metadata(opened, query));
    }

    BlamePageBody blame(Optional<String> repo, ApiQuery query) {
        String path = query.required("path");
        return calls.compute(repo, ApiCalls.namespace(query.flag("ephemeral")), opened -> {
            Optional<String> ref = query.text("ref");
            ObjectId commit = Revision.load(opened, ref);
            Entry file = ListEntries.of(
                            opened.git(), new ListEntries.Query(commit, Optional.of(path), true, Optional.empty(), 1))
                    .flatMap(page -> page.entries().stream().findFirst())
                    .filter(entry -> entry.isFile() && entry.path().equals(path.replaceFirst("^/", "")))
                    .orElseThrow(() -> Revision.pathMissing(opened.stored(), path, commit));
            return new BlamePageBody(
                    ListFiles.shown(opened, ref),
                    file.path(),
                    commit.name(),
                    BlameFile.of(opened.git(), commit, file, query.all("range"), query.flag("detect_moves")));
        });
    }

    GrepPageBody grep(Optional<String> repo, GrepBody body) {
        boolean isEphemeral = Boolean.TRUE.equals(body.ephemeral());
        return calls.compute(repo, ApiCalls.namespace(isEphemeral), opened -> grep(opened, body));
    }

    private static GrepPageBody grep(OpenedRepository opened, GrepBody body) throws IOException {
        String text = Optional.ofNullable(body.query())
                .map(GrepBody.Query::pattern)
                .orElseThrow(() -> MillraceException.badRequest("the field 'query.pattern' is needed"));
        boolean isCaseSensitive = Optional.ofNullable(body.query())
                .map(GrepBody.Query::caseSensitive)
                .orElse(true);
        Optional<String> ref = Optional.ofNullable(body.ref()).filter(given -> !given.isEmpty());
        ObjectId commit = Revision.load(opened, ref);
        SearchFiles.Found found =
                SearchFiles.of(opened.git(), search(commit, LinePattern.of(text, isCaseSensitive), body));
        return new GrepPageBody(
                new GrepPageBody.Query(text, isCaseSensitive),
                new GrepPageBody.Repo(ListFiles.shown(opened, ref), commit.name()),
                found.matches(),
                found.next().map(PageToken::of).orElse(null),
                found.next().isPresent());
    }

    private static SearchFiles.Request search(ObjectId commit, LinePattern pattern, GrepBody body) {
        Optional<GrepBody.Filters> filters = Optional.ofNullable(body.fileFilters());
        Optional<GrepBody.Context> context = Optional.ofNullable(body.context());
        Optional<GrepBody.Limits> limits = Optional.ofNullable(body.limits());
        Optional<GrepBody.Pagination> page = Optional.ofNullable(body.pagination());
        return new SearchFiles.Request(
                commit,
                pattern,
                list(body.paths()).stream()
                        .map(path -> path.replaceAll("^(\\./|/)+|/+$", ""))
                        .toList(),
                PathGlobs.of(
                        filters.map(GrepBody.Filters::includeGlobs).orElse(List.of()),
                        filters.map(GrepBody.Filters::excludeGlobs).orElse(List.of())),
                filters.map(GrepBody.Filters::extensionFilters).orElse(List.of()).stream()
                        .map(extension -> extension.replaceFirst("^(\\*?\\.)", ""))
                        .toList(),
                between(context.map(GrepBody.Context::before), 0, 0, MOST_CONTEXT),
                between(context.map(GrepBody.Context::after), 0, 0, MOST_CONTEXT),
                between(limits.map(GrepBody.Limits::maxLines), GREP_LINES, 1, MOST_GREP_LINES),
                between(limits.map(GrepBody.Limits::maxMatchesPerFile), GREP_LINES, 1, MOST_GREP_LINES),
                page.map(GrepBody.Pagination::cursor)
                        .filter(cursor -> !cursor.isEmpty())
                        .map(PageToken::read),
                between(page.map(GrepBody.Pagination::limit), GREP_PAGE, 1, LARGEST_GREP_PAGE));
    }

    private static int between(Optional<Integer> given, int usual, int least, int most) {
        return given.map(number -> number < least ? usual : Math.min(number, most))
                .orElse(usual);
    }

    private static List<String> list(@Nullable List<String> given) {
        return given == null ? List.of() : given;
    }

    /** An archive whose commit was found. */
    interface Archive {

        /** Writes it to the client. */
        void to(OutputStream client) throws IOException;
    }

    Archive archive(Optional<String> repo, ArchiveBody body) {
        Granted granted = calls.granted(repo);
        Work work = calls.work(granted);
        var namespace = ApiCalls.namespace(Boolean.TRUE.equals(body.ephemeral()));
        Optional<String> ref = Optional.ofNullable(body.ref()).filter(given -> !given.isEmpty());
        PathGlobs globs = PathGlobs.of(list(body.includeGlobs()), list(body.excludeGlobs()));
        long largest =
                Optional.ofNullable(body.maxBlobSize()).filter(size -> size > 0).orElse(Long.MAX_VALUE);
        String prefix = prefix(body);
        ObjectId commit = calls.read(
                granted,
                work,
                namespace,
                opened -> ref.isPresent()
                        ? Revision.loadAny(opened, ref.get())
                        : Revision.load(opened, Optional.empty()));
        return client -> calls.compute(granted, work, using -> {
            try (Repository git = storage.read(granted.repository(), namespace)) {
                WriteArchive.to(using.lending(client), git, new WriteArchive.Request(commit, globs, largest, prefix));
                return commit;
            }
        });
    }

    private static String prefix(ArchiveBody body) {
        String given = Optional.ofNullable(body.archive())
                .map(ArchiveBody.Form::prefix)
                .orElse("")
                .replaceAll("^/+|/+$", "");
        for (String part : given.split("/", -1)) {
            if (part.equals("..") || part.equals(".") || part.indexOf('\0') >= 0) {
                throw MillraceException.badRequest("the prefix '%s' is not a folder".formatted(given));
            }
        }
        return given.isEmpty() ? "" : given + "/";
    }
}
