package dev.millrace.githttp.content;

import dev.millrace.githttp.api.ApiTime;
import dev.millrace.githttp.content.OriginsOfLines.Origin;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Finds the commit of each line of a file. */
final class BlameFile {

    private static final int LARGEST = 4 << 20;

    private final Repository git;
    private final RevWalk walk;
    private final Map<String, Optional<String>> previous = new HashMap<>();

    private BlameFile(Repository git, RevWalk walk) {
        this.git = git;
        this.walk = walk;
    }

    /**
     * The lines.
     *
     * @param file as it is at the commit
     * @param ranges as in {@link BlameRanges}
     * @param isWithMoves whether lines that were moved within the file are followed
     * @throws MillraceException 413 if the file is larger than 4 MiB, 400 if a range is not valid
     */
    static List<BlamePageBody.Line> of(
            Repository git, ObjectId commit, Entry file, List<String> ranges, boolean isWithMoves) throws IOException {
        ObjectLoader content = git.open(file.id(), Constants.OBJ_BLOB);
        if (content.getSize() > LARGEST) {
            throw MillraceException.of(
                            ErrorKind.CALLER,
                            413,
                            "the file has %d bytes, and blame reads at most %d".formatted(content.getSize(), LARGEST))
                    .withCode("file_too_large");
        }
        Lines lines = new Lines(new String(content.getBytes(LARGEST), StandardCharsets.UTF_8));
        BitSet selected = BlameRanges.of(ranges, lines);
        try (RevWalk walk = new RevWalk(git)) {
            List<Origin> origins = new OriginsOfLines(git, walk, isWithMoves, LARGEST).of(commit, file.path());
            var blame = new BlameFile(git, walk);
            List<BlamePageBody.Line> found = new ArrayList<>();
            for (int line = 0; line < Math.min(lines.count(), origins.size()); line++) {
                if (selected.get(line)) {
                    found.add(blame.line(line, origins.get(line)));
                }
            }
            return found;
        }
    }

    private BlamePageBody.Line line(int line, Origin origin) throws IOException {
        RevCommit commit = origin.commit();
        PersonIdent author = commit.getAuthorIdent();
        PersonIdent committer = commit.getCommitterIdent();
        return new BlamePageBody.Line(
                line + 1,
                commit.name(),
                origin.line() + 1,
                origin.path(),
                previous(commit, origin.path()).orElse(null),
                author.getName(),
                author.getEmailAddress(),
                ApiTime.of(author),
                committer.getName(),
                committer.getEmailAddress(),
                ApiTime.of(committer),
                commit.getShortMessage());
    }

    private Optional<String> previous(RevCommit commit, String path) throws IOException {
        String key = commit.name() + path;
        Optional<String> known = previous.get(key);
        if (known == null) {
            known = findPrevious(walk.parseCommit(commit), path);
            previous.put(key, known);
        }
        return known;
    }

    private Optional<String> findPrevious(RevCommit commit, String path) throws IOException {
        for (RevCommit listed : commit.getParents()) {
            RevCommit parent = walk.parseCommit(listed);
            try (TreeWalk there = TreeWalk.forPath(git, path, parent.getTree())) {
                if (there != null) {
                    return Optional.of(parent.name());
                }
            }
        }
        return Optional.empty();
    }
}
