package dev.millrace.githttp.commit;

import dev.millrace.githttp.commit.AlignRenames.Aligned;
import dev.millrace.githttp.commit.MergeBodies.Blob;
import dev.millrace.githttp.commit.MergeBodies.Conflict;
import dev.millrace.githttp.commit.MergeBodies.Filtered;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.Sequence;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.merge.MergeFormatter;
import org.eclipse.jgit.merge.MergeResult;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/** The contents of files that a merge cannot decide: at most 20 files, 64 KiB of each content. */
final class ShowConflicts {

    private static final int MOST_FILES = 20;
    private static final int MOST_BYTES = 64 << 10;

    /** A larger file is not formatted with markers. */
    private static final int LARGEST = 4 << 20;

    private final ObjectReader reader;
    private final RevWalk walk;

    /** @param reader which has the trees of the merge */
    ShowConflicts(ObjectReader reader, RevWalk walk) {
        this.reader = reader;
        this.walk = walk;
    }

    /** The conflicts, and those that are left out. */
    record Shown(List<Conflict> conflicts, List<Filtered> filtered) {}

    Shown of(ThreeWay both, ThreeWay.Merge merge, Optional<ObjectId> base) throws IOException {
        Optional<ObjectId> before = merge.aligned().map(Aligned::base);
        if (before.isEmpty() && base.isPresent()) {
            before = Optional.of(walk.parseCommit(base.get()).getTree());
        }
        List<Conflict> conflicts = new ArrayList<>();
        List<Filtered> filtered = new ArrayList<>();
        for (String path : merge.conflicts()) {
            if (conflicts.size() == MOST_FILES) {
                filtered.add(new Filtered(path, "max_conflict_files_exceeded"));
            } else {
                conflicts.add(new Conflict(
                        path,
                        result(merge.results().get(path)),
                        before.isPresent() ? blob(before.get(), path) : absent(),
                        blob(
                                merge.aligned()
                                        .map(Aligned::ours)
                                        .orElse(both.target().getTree()),
                                path),
                        blob(
                                merge.aligned()
                                        .map(Aligned::theirs)
                                        .orElse(both.source().getTree()),
                                path)));
            }
        }
        return new Shown(conflicts, filtered);
    }

    private Blob blob(ObjectId tree, String path) throws IOException {
        try (TreeWalk file = TreeWalk.forPath(reader, path, tree)) {
            if (file == null || file.getFileMode(0).getObjectType() != Constants.OBJ_BLOB) {
                return absent();
            }
            ObjectId id = file.getObjectId(0);
            ObjectLoader content = reader.open(id, Constants.OBJ_BLOB);
            if (content.getSize() > LARGEST || file.getFileMode(0).equals(FileMode.GITLINK)) {
                return new Blob(id.name(), null, true, false);
            }
            return text(id.name(), content.getBytes(LARGEST));
        }
    }

    /** All contents of a merge of text are {@code RawText}. */
    @SuppressWarnings("unchecked")
    private static Blob result(@Nullable MergeResult<? extends Sequence> merged) throws IOException {
        if (merged == null || merged.getSequences().stream().anyMatch(part -> !(part instanceof RawText))) {
            return absent();
        }
        var bytes = new ByteArrayOutputStream();
        new MergeFormatter()
                .formatMerge(
                        bytes,
                        (MergeResult<RawText>) merged,
                        List.of("base", "ours", "theirs"),
                        StandardCharsets.UTF_8);
        return text(null, bytes.toByteArray());
    }

    private static Blob text(@Nullable String id, byte[] content) {
        if (RawText.isBinary(content, content.length, true)) {
            return new Blob(id, null, false, true);
        }
        boolean isCut = content.length > MOST_BYTES;
        int length = isCut ? MOST_BYTES : content.length;
        return new Blob(id, new String(content, 0, length, StandardCharsets.UTF_8), isCut, false);
    }

    private static Blob absent() {
        return new Blob(null, null, false, false);
    }
}
