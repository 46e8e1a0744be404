package dev.millrace.githttp.content;

import dev.millrace.githttp.api.ApiQuery;
import dev.millrace.githttp.api.ApiTime;
import dev.millrace.githttp.api.OpenedRepository;
import dev.millrace.githttp.api.PageToken;
import dev.millrace.githttp.api.Revision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** The calls that list files. */
final class ListFiles {

    private static final int PAGE = 1_000;
    private static final int LARGEST_PAGE = 5_000;

    /** A client that requests no page gets all, up to this many. */
    private static final int WITHOUT_PAGES = 100_000;

    private static final int METADATA_PAGE = 200;
    private static final int LARGEST_METADATA_PAGE = 1_000;

    private ListFiles() {}

    static FileListBody names(OpenedRepository opened, ApiQuery query) throws IOException {
        boolean isPaged = query.text("cursor", "limit").isPresent();
        Selected selected = select(
                opened,
                query,
                query.flagOr(true, "recursive"),
                isPaged ? query.limit(PAGE, LARGEST_PAGE) : WITHOUT_PAGES);
        List<Entry> entries = selected.page().entries();
        return new FileListBody(
                entries.stream().filter(Entry::isFile).map(Entry::path).toList(),
                selected.ref(),
                entries.stream().map(FileListBody.Listed::of).toList(),
                selected.page().next().map(PageToken::of).orElse(null),
                selected.page().next().isPresent());
    }

    static FileMetadataBody metadata(OpenedRepository opened, ApiQuery query) throws IOException {
        Selected selected = select(opened, query, true, query.limit(METADATA_PAGE, LARGEST_METADATA_PAGE));
        List<Entry> entries = selected.page().entries();
        Map<String, ObjectId> last = LastCommits.of(
                opened.git(),
                selected.commit(),
                entries.stream().map(Entry::path).toList(),
                Integer.MAX_VALUE);
        List<FileMetadataBody.File> files = new ArrayList<>();
        Map<String, FileMetadataBody.Commit> commits = new TreeMap<>();
        try (RevWalk walk = new RevWalk(opened.git())) {
            ObjectReader reader = walk.getObjectReader();
            for (Entry entry : entries) {
                ObjectId commit = last.getOrDefault(entry.path(), selected.commit());
                files.add(new FileMetadataBody.File(
                        entry.path(),
                        entry.modeText(),
                        entry.isFile() ? reader.getObjectSize(entry.id(), Constants.OBJ_BLOB) : 0,
                        commit.name(),
                        entry.type()));
                if (!commits.containsKey(commit.name())) {
                    commits.put(commit.name(), commit(walk.parseCommit(commit)));
                }
            }
        }
        return new FileMetadataBody(
                files,
                commits,
                selected.ref(),
                selected.page().next().map(PageToken::of).orElse(null),
                selected.page().next().isPresent());
    }

    private static FileMetadataBody.Commit commit(RevCommit commit) {
        return new FileMetadataBody.Commit(
                commit.getAuthorIdent().getName(), ApiTime.of(commit.getCommitterIdent()), commit.getFullMessage());
    }

    private static Selected select(OpenedRepository opened, ApiQuery query, boolean isRecursive, int limit)
            throws IOException {
        Optional<String> ref = query.text("ref");
        ObjectId commit = Revision.load(opened, ref);
        Optional<String> path = query.text("path");
        ListEntries.Page page = ListEntries.of(
                        opened.git(), new ListEntries.Query(commit, path, isRecursive, query.cursor(), limit))
                .orElseThrow(() -> Revision.pathMissing(opened.stored(), path.orElse(""), commit));
        return new Selected(commit, shown(opened, ref), page);
    }

    /** The name that the response repeats. */
    static String shown(OpenedRepository opened, Optional<String> ref) throws IOException {
        return ref.isPresent()
                ? ref.get()
                : Revision.defaultBranch(opened.git()).orElse(Constants.HEAD);
    }

    private record Selected(ObjectId commit, String ref, ListEntries.Page page) {}
}
