package dev.millrace.simulator.pulls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;

/**
 * What a change would bring: its commits, oldest first, and its files against its merge base.
 *
 * @param commits at most 250, as GitHub lists
 * @param files   at most 3000
 */
record ChangeDiff(List<RevCommit> commits, List<FileDiff> files) {

    private static final int MOST_COMMITS = 250;
    private static final int MOST_FILES = 3000;

    /**
     * One file.
     *
     * @param blob  the new blob, or the old one of a removed file
     * @param patch unified diff without the file header; absent for binary files
     */
    record FileDiff(DiffEntry entry, ObjectId blob, int additions, int deletions, Optional<String> patch) {}

    static ChangeDiff of(Repository git, ObjectId base, ObjectId head) throws IOException {
        try (RevWalk walk = new RevWalk(git)) {
            walk.setRetainBody(true);
            RevCommit headCommit = walk.parseCommit(head);
            RevCommit baseCommit = walk.parseCommit(base);
            walk.markStart(headCommit);
            walk.markUninteresting(baseCommit);
            List<RevCommit> commits = new ArrayList<>();
            for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
                commits.add(commit);
            }
            Collections.reverse(commits);
            List<RevCommit> listed = commits.subList(0, Math.min(MOST_COMMITS, commits.size()));
            return new ChangeDiff(List.copyOf(listed), files(git, mergeBase(git, base, head), headCommit));
        }
    }

    int additions() {
        return files.stream().mapToInt(FileDiff::additions).sum();
    }

    int deletions() {
        return files.stream().mapToInt(FileDiff::deletions).sum();
    }

    private static Optional<RevCommit> mergeBase(Repository git, ObjectId base, ObjectId head) throws IOException {
        try (RevWalk walk = new RevWalk(git)) {
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(walk.parseCommit(base));
            walk.markStart(walk.parseCommit(head));
            return Optional.ofNullable(walk.next());
        }
    }

    private static List<FileDiff> files(Repository git, Optional<RevCommit> from, RevCommit to) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<FileDiff> files = new ArrayList<>();
        try (DiffFormatter formatter = new DiffFormatter(out)) {
            formatter.setRepository(git);
            formatter.setDetectRenames(true);
            for (DiffEntry entry : formatter.scan(from.map(RevCommit::getTree).orElse(null), to.getTree())) {
                if (files.size() < MOST_FILES) {
                    files.add(file(formatter, out, entry));
                }
            }
        }
        return List.copyOf(files);
    }

    private static FileDiff file(DiffFormatter formatter, ByteArrayOutputStream out, DiffEntry entry)
            throws IOException {
        FileHeader header = formatter.toFileHeader(entry);
        int additions = 0;
        int deletions = 0;
        for (Edit edit : header.toEditList()) {
            additions += edit.getLengthB();
            deletions += edit.getLengthA();
        }
        out.reset();
        formatter.format(entry);
        String text = out.toString(StandardCharsets.UTF_8);
        int hunk = text.indexOf("\n@@ ");
        boolean removed = entry.getChangeType() == DiffEntry.ChangeType.DELETE;
        ObjectId blob = (removed ? entry.getOldId() : entry.getNewId()).toObjectId();
        return new FileDiff(
                entry,
                blob,
                additions,
                deletions,
                hunk < 0
                        ? Optional.empty()
                        : Optional.of(text.substring(hunk + 1).stripTrailing()));
    }
}
