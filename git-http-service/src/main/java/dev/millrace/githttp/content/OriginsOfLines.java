package dev.millrace.githttp.content;

import dev.millrace.git.check.Cancellation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.blame.BlameGenerator;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.MyersDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The commit, path and line that each line of a file is from. Renames of the file are followed; lines that were moved within it are
 * only on request, as {@code git blame -M} does: the lines that a commit seems to have added are compared with all of the file
 * before it, and the longest equal part with at least 20 letters and digits is from there.
 */
final class OriginsOfLines {

    /** Letters and digits that lines must have to count as moved; git's own default. */
    private static final int LEAST_CHARACTERS = 20;
    /** Versions of files that are blamed for moved lines; further moves are not followed. */
    private static final int MOST_VERSIONS = 200;
    /** Moves of moved lines. */
    private static final int DEEPEST = 50;

    private final Repository git;
    private final RevWalk walk;
    private final boolean isWithMoves;
    private final int largest;
    private final Map<String, List<Origin>> known = new HashMap<>();
    private final Map<String, Optional<RawText>> texts = new HashMap<>();

    /** @param line counted from 0 */
    record Origin(RevCommit commit, String path, int line) {}

    /**
     * Lines that follow each other in the file and where they are from.
     *
     * @param first in the file
     * @param source of the first
     */
    private record Region(int first, int length, Origin source) {

        Region part(int from, int to) {
            return new Region(
                    first + from, to - from, new Origin(source.commit(), source.path(), source.line() + from));
        }
    }

    /**
     * A part of a region that the parent has, too.
     *
     * @param from in the region
     * @param inParent line of the parent's file
     */
    private record Match(int from, int length, int inParent) {}

    /**
     * Of one repository.
     *
     * @param largest bytes of a file that is compared
     */
    OriginsOfLines(Repository git, RevWalk walk, boolean isWithMoves, int largest) {
        this.git = git;
        this.walk = walk;
        this.isWithMoves = isWithMoves;
        this.largest = largest;
    }

    /** For each line of the file at the commit. */
    List<Origin> of(ObjectId commit, String path) throws IOException {
        return of(commit, path, 0);
    }

    private List<Origin> of(ObjectId commit, String path, int depth) throws IOException {
        String key = commit.name() + path;
        List<Origin> found = known.get(key);
        if (found == null) {
            found = find(commit, path, depth);
            known.put(key, found);
        }
        return found;
    }

    private List<Origin> find(ObjectId commit, String path, int depth) throws IOException {
        List<Region> regions = new ArrayList<>();
        try (BlameGenerator generator = new BlameGenerator(git, path)) {
            generator.setFollowFileRenames(true);
            generator.push(null, commit);
            while (generator.next()) {
                RevCommit source = generator.getSourceCommit();
                int first = generator.getResultStart();
                int length = generator.getResultEnd() - first;
                if (source != null && length > 0) {
                    var origin =
                            new Origin(walk.parseCommit(source), generator.getSourcePath(), generator.getSourceStart());
                    regions.add(new Region(first, length, origin));
                }
            }
        }
        List<Origin> lines = new ArrayList<>();
        for (Region region : regions) {
            if (isWithMoves && depth < DEEPEST) {
                follow(region, lines, depth);
            } else {
                put(region, lines);
            }
        }
        return lines;
    }

    private static void put(Region region, List<Origin> lines) {
        Origin source = region.source();
        for (int i = 0; i < region.length(); i++) {
            set(lines, region.first() + i, new Origin(source.commit(), source.path(), source.line() + i));
        }
    }

    private static void set(List<Origin> lines, int at, Origin origin) {
        // regions are not in order; each line gets its own in the end
        while (lines.size() <= at) {
            lines.add(origin);
        }
        lines.set(at, origin);
    }

    /** Searches the parents for what was moved, and leaves the rest with the commit. */
    private void follow(Region whole, List<Origin> lines, int depth) throws IOException {
        RevCommit commit = whole.source().commit();
        String path = whole.source().path();
        Optional<RawText> here = text(commit, path);
        List<Region> rest = List.of(whole);
        for (RevCommit listed : commit.getParents()) {
            RevCommit parent = walk.parseCommit(listed);
            Optional<RawText> before = text(parent, path);
            if (here.isEmpty() || before.isEmpty() || known.size() >= MOST_VERSIONS) {
                continue;
            }
            List<Region> left = new ArrayList<>();
            Deque<Region> open = new ArrayDeque<>(rest);
            while (!open.isEmpty()) {
                Cancellation.check();
                Region region = open.poll();
                Optional<Match> match = best(here.get(), before.get(), region);
                if (match.isEmpty()) {
                    left.add(region);
                    continue;
                }
                int from = match.get().from();
                int to = from + match.get().length();
                List<Origin> there = of(parent, path, depth + 1);
                for (int i = 0; i < match.get().length(); i++) {
                    set(lines, region.first() + from + i, there.get(match.get().inParent() + i));
                }
                if (from > 0) {
                    open.add(region.part(0, from));
                }
                if (to < region.length()) {
                    open.add(region.part(to, region.length()));
                }
            }
            rest = left;
        }
        rest.forEach(region -> put(region, lines));
    }

    private static Optional<Match> best(RawText here, RawText before, Region region) throws IOException {
        int start = region.source().line();
        if (characters(here, start, start + region.length()) < LEAST_CHARACTERS) {
            return Optional.empty();
        }
        EditList edits =
                MyersDiff.INSTANCE.diff(RawTextComparator.DEFAULT, before, part(here, start, start + region.length()));
        Optional<Match> best = Optional.empty();
        int most = LEAST_CHARACTERS;
        int inParent = 0;
        int inRegion = 0;
        edits.add(new Edit(before.size(), before.size(), region.length(), region.length()));
        for (Edit edit : edits) {
            int length = edit.getBeginB() - inRegion;
            int found = characters(here, start + inRegion, start + inRegion + length);
            if (length > 0 && found >= most) {
                best = Optional.of(new Match(inRegion, length, inParent));
                most = found;
            }
            inParent = edit.getEndA();
            inRegion = edit.getEndB();
        }
        return best;
    }

    private static RawText part(RawText text, int from, int to) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int line = from; line < to; line++) {
            text.writeLine(bytes, line);
            bytes.write('\n');
        }
        return new RawText(bytes.toByteArray());
    }

    private static int characters(RawText text, int from, int to) {
        int count = 0;
        for (int line = from; line < to; line++) {
            String content = text.getString(line);
            for (int i = 0; i < content.length(); i++) {
                char c = content.charAt(i);
                boolean isOne = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
                count += isOne ? 1 : 0;
            }
        }
        return count;
    }

    private Optional<RawText> text(RevCommit commit, String path) throws IOException {
        String key = commit.name() + path;
        Optional<RawText> text = texts.get(key);
        if (text == null) {
            text = read(commit, path);
            texts.put(key, text);
        }
        return text;
    }

    private Optional<RawText> read(RevCommit commit, String path) throws IOException {
        try (TreeWalk file = TreeWalk.forPath(git, path, commit.getTree())) {
            if (file == null || file.getFileMode(0).getObjectType() != Constants.OBJ_BLOB) {
                return Optional.empty();
            }
            ObjectLoader loader = git.open(file.getObjectId(0), Constants.OBJ_BLOB);
            return loader.getSize() > largest ? Optional.empty() : Optional.of(new RawText(loader.getBytes(largest)));
        }
    }
}
