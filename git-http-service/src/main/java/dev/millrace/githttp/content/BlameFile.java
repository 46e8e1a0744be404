package dev.millrace.githttp.content;

import dev.millrace.githttp.api.ApiTime;
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
import org.eclipse.jgit.blame.BlameGenerator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/** Finds the commit of each line of a file. Follows renames of the file, and no moves of lines within or between files. */
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
     * @throws MillraceException 413 if the file is larger than 4 MiB, 400 if a range is not valid
     */
    static List<BlamePageBody.Line> of(Repository git, ObjectId commit, Entry file, List<String> ranges)
            throws IOException {
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
        try (RevWalk walk = new RevWalk(git);
                BlameGenerator generator = new BlameGenerator(git, file.path())) {
            generator.setFollowFileRenames(true);
            generator.push(null, commit);
            return new BlameFile(git, walk).lines(generator, lines.count(), selected);
        }
    }

    private List<BlamePageBody.Line> lines(BlameGenerator generator, int count, BitSet selected) throws IOException {
        BlamePageBody.@Nullable Line[] found = new BlamePageBody.Line[count];
        while (generator.next()) {
            RevCommit source = generator.getSourceCommit();
            if (source == null) {
                continue;
            }
            for (int line = generator.getResultStart(); line < Math.min(count, generator.getResultEnd()); line++) {
                if (selected.get(line)) {
                    int original = generator.getSourceStart() + line - generator.getResultStart();
                    found[line] = line(line, source, original, generator);
                }
            }
        }
        List<BlamePageBody.Line> lines = new ArrayList<>();
        for (BlamePageBody.@Nullable Line line : found) {
            if (line != null) {
                lines.add(line);
            }
        }
        return lines;
    }

    private BlamePageBody.Line line(int line, RevCommit commit, int original, BlameGenerator generator)
            throws IOException {
        PersonIdent author = generator.getSourceAuthor();
        PersonIdent committer = generator.getSourceCommitter();
        String path = generator.getSourcePath();
        return new BlamePageBody.Line(
                line + 1,
                commit.name(),
                original + 1,
                path,
                previous(commit, path).orElse(null),
                author.getName(),
                author.getEmailAddress(),
                ApiTime.of(author),
                committer.getName(),
                committer.getEmailAddress(),
                ApiTime.of(committer),
                walk.parseCommit(commit).getShortMessage());
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
