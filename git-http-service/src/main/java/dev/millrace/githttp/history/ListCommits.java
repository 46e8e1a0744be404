package dev.millrace.githttp.history;

import dev.millrace.githttp.api.ApiQuery;
import dev.millrace.githttp.api.OpenedRepository;
import dev.millrace.githttp.api.PageToken;
import dev.millrace.githttp.api.Revision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * A page of a history, newest first by the committers' times. A cursor contains the commit from which the list began, so that
 * pages stay parts of one list while the branch moves.
 */
final class ListCommits {

    private static final int PAGE = 20;
    private static final int LARGEST_PAGE = 100;

    private ListCommits() {}

    static CommitBody.Page of(OpenedRepository opened, ApiQuery query) throws IOException {
        Optional<Position> position = query.cursor().map(Position::read);
        ObjectId tip = position.isPresent()
                ? Revision.load(opened, Optional.of(position.get().tip().name()))
                : Revision.load(opened, query.text("ref", "branch"));
        int skipped = position.map(Position::skipped).orElse(0);
        int limit = query.limit(PAGE, LARGEST_PAGE);
        Optional<String> path =
                query.text("path").map(given -> given.replaceAll("^/+|/+$", "")).filter(given -> !given.isEmpty());
        Found found = find(opened.git(), tip, path, skipped, limit);
        return new CommitBody.Page(
                found.commits().stream().map(CommitBody::of).toList(),
                found.hasMore()
                        ? PageToken.of(
                                new Position(tip, skipped + found.commits().size()).text())
                        : null,
                found.hasMore());
    }

    /** A page, and whether there are further commits. */
    record Found(List<RevCommit> commits, boolean hasMore) {}

    /**
     * The page.
     *
     * @param tip first commit of the list
     * @param path only commits that change it, as {@code git log -- <path>} lists them
     * @param skipped commits before the page
     */
    static Found find(Repository git, ObjectId tip, Optional<String> path, int skipped, int limit) throws IOException {
        List<RevCommit> commits = new ArrayList<>();
        try (RevWalk walk = new RevWalk(git);
                RevWalk whole = new RevWalk(walk.getObjectReader())) {
            walk.setRetainBody(false);
            walk.sort(RevSort.COMMIT_TIME_DESC);
            path.ifPresent(only -> {
                walk.setRewriteParents(false);
                walk.setTreeFilter(AndTreeFilter.create(PathFilter.create(only), TreeFilter.ANY_DIFF));
            });
            walk.markStart(walk.parseCommit(tip));
            RevCommit next = walk.next();
            for (int i = 0; i < skipped && next != null; i++) {
                next = walk.next();
            }
            while (next != null && commits.size() < limit) {
                commits.add(whole.parseCommit(next));
                next = walk.next();
            }
            return new Found(commits, next != null);
        }
    }

    /**
     * Where a page begins.
     *
     * @param tip first commit of the list
     * @param skipped commits before the page
     */
    private record Position(ObjectId tip, int skipped) {

        static Position read(String text) {
            int space = text.indexOf(' ');
            if (space == 40
                    && ObjectId.isId(text.substring(0, space))
                    && text.substring(space + 1).matches("\\d{1,9}")) {
                return new Position(
                        ObjectId.fromString(text.substring(0, space)), Integer.parseInt(text.substring(space + 1)));
            }
            throw PageToken.invalid();
        }

        String text() {
            return tip.name() + " " + skipped;
        }
    }
}
