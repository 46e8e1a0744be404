package dev.millrace.githttp.content;

import dev.millrace.git.check.Cancellation;
import dev.millrace.githttp.content.GrepPageBody.Line;
import dev.millrace.githttp.content.GrepPageBody.Match;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;

/**
 * Searches the files of a commit line by line, in the order of their paths. Binary files and those above 8 MiB are left out, as
 * are the rest of a line after 2,000 characters in the response. A page ends early when its lines have 4,000,000 characters.
 */
final class SearchFiles {

    private static final int LARGEST = 8 << 20;
    private static final int AT_ONCE = 1_000;
    /** Characters of lines, so that long lines with long contexts do not make a response of any size. */
    private static final int LARGEST_PAGE = 4_000_000;

    private final Repository git;
    private final Request request;
    private final List<Match> matches = new ArrayList<>();
    private int lines;
    private int characters;

    /**
     * What is searched for, and where.
     *
     * @param paths folders and files; empty for all
     * @param extensions of file names, without the dot; empty for all
     * @param before lines shown before a match
     * @param after lines shown after a match
     * @param maxLines matching lines of the page
     * @param maxPerFile matching lines of one file
     * @param cursor path of the last file of the page before
     * @param limit files of the page
     */
    record Request(
            ObjectId commit,
            LinePattern pattern,
            List<String> paths,
            PathGlobs globs,
            List<String> extensions,
            int before,
            int after,
            int maxLines,
            int maxPerFile,
            Optional<String> cursor,
            int limit) {}

    /**
     * A page of files with matches.
     *
     * @param next path of its last file, if there may be more
     */
    record Found(List<Match> matches, Optional<String> next) {}

    private SearchFiles(Repository git, Request request) {
        this.git = git;
        this.request = request;
    }

    /** The page. */
    static Found of(Repository git, Request request) throws IOException {
        return new SearchFiles(git, request).search();
    }

    private Found search() throws IOException {
        Optional<String> position = request.cursor();
        while (true) {
            Optional<ListEntries.Page> page = ListEntries.of(
                    git, new ListEntries.Query(request.commit(), Optional.empty(), true, position, AT_ONCE));
            if (page.isEmpty()) {
                return new Found(matches, Optional.empty());
            }
            for (Entry entry : page.get().entries()) {
                if (isFull()) {
                    return new Found(matches, Optional.of(matches.getLast().path()));
                }
                if (entry.isFile() && isWanted(entry.path())) {
                    searchIn(entry);
                }
            }
            position = page.get().next();
            if (position.isEmpty()) {
                return new Found(matches, Optional.empty());
            }
        }
    }

    private boolean isFull() {
        return matches.size() == request.limit() || lines >= request.maxLines() || characters >= LARGEST_PAGE;
    }

    private boolean isWanted(String path) {
        return (request.paths().isEmpty() || request.paths().stream().anyMatch(root -> isAtOrBelow(path, root)))
                && (request.extensions().isEmpty()
                        || request.extensions().stream().anyMatch(extension -> path.endsWith("." + extension)))
                && request.globs().includes(path);
    }

    private static boolean isAtOrBelow(String path, String root) {
        return root.isEmpty() || path.equals(root) || path.startsWith(root + "/");
    }

    private void searchIn(Entry entry) throws IOException {
        Cancellation.check();
        ObjectLoader file = git.open(entry.id(), Constants.OBJ_BLOB);
        if (file.getSize() > LARGEST) {
            return;
        }
        byte[] bytes = file.getBytes(LARGEST);
        if (RawText.isBinary(bytes, bytes.length, true)) {
            return;
        }
        Lines text = new Lines(new String(bytes, StandardCharsets.UTF_8));
        BitSet found = request.pattern().matches(text, Math.min(request.maxPerFile(), request.maxLines() - lines));
        if (!found.isEmpty()) {
            lines += found.cardinality();
            List<Line> shown = ShownLines.of(text, found, request.before(), request.after());
            characters += ShownLines.characters(shown);
            matches.add(new Match(entry.path(), shown));
        }
    }
}
