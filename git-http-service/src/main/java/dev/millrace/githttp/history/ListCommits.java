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
        List<CommitBody> commits = new ArrayList<>();
        try (RevWalk walk = new RevWalk(opened.git());
                RevWalk whole = new RevWalk(walk.getObjectReader())) {
            walk.setRetainBody(false);
            walk.sort(RevSort.COMMIT_TIME_DESC);
            query.text("path")
                    .map(path -> path.replaceAll("^/+|/+$", ""))
                    .filter(path -> !path.isEmpty())
                    .ifPresent(path -> {
                        walk.setRewriteParents(false);
                        walk.setTreeFilter(AndTreeFilter.create(PathFilter.create(path), TreeFilter.ANY_DIFF));
                    });
            walk.markStart(walk.parseCommit(tip));
            for (int i = 0; i < skipped; i++) {
                if (walk.next() == null) {
                    break;
                }
            }
            RevCommit next = walk.next();
            while (next != null && commits.size() < limit) {
                commits.add(CommitBody.of(whole.parseCommit(next)));
                next = walk.next();
            }
            boolean hasMore = next != null;
            return new CommitBody.Page(
                    commits,
                    hasMore ? PageToken.of(new Position(tip, skipped + commits.size()).text()) : null,
                    hasMore);
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
            if (space == 40 && ObjectId.isId(text.substring(0, space)) && text.substring(space + 1).matches("\\d{1,9}")) {
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
