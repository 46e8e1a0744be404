package dev.millrace.githttp.search;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.RepositoryMissing;
import dev.millrace.git.check.Cancellation;
import dev.millrace.git.search.IndexedFile;
import dev.millrace.git.search.IndexedFile.Position;
import dev.millrace.git.search.SearchIndex;
import dev.millrace.git.search.SearchScope;
import dev.millrace.git.search.TextQuery;
import dev.millrace.githttp.content.GrepPageBody.Line;
import dev.millrace.githttp.content.LinePattern;
import dev.millrace.githttp.content.Lines;
import dev.millrace.githttp.content.PathGlobs;
import dev.millrace.githttp.content.ShownLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;

/**
 * Finds a page of files with matches. It reads files that the index names until the page is full, or until it has read as much as one
 * page may: then the page ends there, and the next one continues.
 */
final class SearchTeam implements AutoCloseable {

    private static final int LARGEST_FILE = 2_000_000;
    private static final int MOST_LINES_OF_FILE = 1_000;
    private static final int AT_ONCE = 200;
    private static final int MOST_FILES = 4_000;
    private static final long MOST_BYTES = 64L << 20;
    /** Characters of lines, so that long lines with long contexts do not make a response of any size. */
    private static final int LARGEST_PAGE = 4_000_000;
    /** Repositories that are open at once. */
    private static final int OPEN = 8;

    private final GitStorage storage;
    private final SearchIndex index;
    private final Request request;
    private final Map<UUID, Repository> open = new LinkedHashMap<>(16, 0.75f, true);
    private final List<Match> matches = new ArrayList<>();
    private int characters;
    private long bytes;
    private int files;

    /** The content that was read last, which several files may have. */
    private Optional<Content> last = Optional.empty();

    /**
     * What to search for.
     *
     * @param extensions of file names, without the dot; empty for all
     * @param before lines shown before a match
     * @param after lines shown after a match
     * @param cursor where the page before ended
     * @param limit files of the page
     */
    record Request(
            SearchScope scope,
            TextQuery query,
            LinePattern pattern,
            PathGlobs globs,
            List<String> extensions,
            int before,
            int after,
            Optional<Position> cursor,
            int limit) {}

    /** A file with its lines. */
    record Match(IndexedFile file, List<Line> lines) {}

    /**
     * A page.
     *
     * @param next where it ends, if there may be more
     */
    record Found(List<Match> matches, Optional<Position> next) {}

    private record Content(ObjectId id, Lines text, BitSet matches) {}

    SearchTeam(GitStorage storage, SearchIndex index, Request request) {
        this.storage = storage;
        this.index = index;
        this.request = request;
    }

    Found page() throws IOException {
        Optional<Position> position = request.cursor();
        while (true) {
            List<IndexedFile> candidates = index.find(request.scope(), request.query(), position, AT_ONCE);
            for (IndexedFile candidate : candidates) {
                if (isEnough()) {
                    return new Found(matches, position);
                }
                look(candidate);
                position = Optional.of(candidate.position());
            }
            if (candidates.size() < AT_ONCE) {
                return new Found(matches, Optional.empty());
            }
        }
    }

    private boolean isEnough() {
        return matches.size() == request.limit()
                || characters >= LARGEST_PAGE
                || files >= MOST_FILES
                || bytes >= MOST_BYTES;
    }

    private void look(IndexedFile file) throws IOException {
        Cancellation.check();
        files++;
        boolean isWanted = request.globs().includes(file.path())
                && (request.extensions().isEmpty()
                        || request.extensions().stream()
                                .anyMatch(extension -> file.path().endsWith("." + extension)));
        if (!isWanted) {
            return;
        }
        Optional<Content> content = last.filter(known -> known.id().equals(file.content()));
        if (content.isEmpty()) {
            content = read(file);
            last = content;
        }
        content.filter(read -> !read.matches().isEmpty()).ifPresent(read -> {
            List<Line> lines = ShownLines.of(read.text(), read.matches(), request.before(), request.after());
            characters += ShownLines.characters(lines);
            matches.add(new Match(file, lines));
        });
    }

    /** Empty if it does not exist any more: the branch has moved since it was indexed. */
    private Optional<Content> read(IndexedFile file) throws IOException {
        try {
            ObjectLoader loader = repository(file.repositoryId()).open(file.content(), Constants.OBJ_BLOB);
            byte[] content = loader.getBytes(LARGEST_FILE);
            bytes += content.length;
            Lines text = new Lines(new String(content, StandardCharsets.UTF_8));
            return Optional.of(
                    new Content(file.content(), text, request.pattern().matches(text, MOST_LINES_OF_FILE)));
        } catch (MissingObjectException | RepositoryMissing forgotten) {
            return Optional.empty();
        }
    }

    private Repository repository(UUID id) {
        Repository known = open.get(id);
        if (known != null) {
            return known;
        }
        if (open.size() == OPEN) {
            var eldest = open.entrySet().iterator();
            eldest.next().getValue().close();
            eldest.remove();
        }
        Repository opened = storage.read(id);
        open.put(id, opened);
        return opened;
    }

    @Override
    public void close() {
        open.values().forEach(Repository::close);
    }
}
