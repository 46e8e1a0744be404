package dev.millrace.githttp.commit;

import dev.millrace.git.check.IncomingMemory;
import dev.millrace.githttp.commit.CommitBodies.Chunk;
import dev.millrace.githttp.commit.CommitBodies.StreamLine;
import dev.millrace.githttp.move.ChangeRefused;
import dev.millrace.githttp.move.Refusal.Why;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.patch.Patch;
import org.eclipse.jgit.patch.PatchApplier;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;

/** A patch that a call sends, and its application to a tree: all of it, or nothing. */
final class ApplyDiff {

    private static final int LARGEST = 16 << 20;

    private final byte[] patch;

    ApplyDiff(byte[] patch) {
        this.patch = patch;
    }

    /**
     * Reads the patch.
     *
     * @param memory from which its bytes are taken
     * @throws MillraceException 413 if it is larger than 16 MiB, 400 if it is incomplete
     */
    static ApplyDiff receive(StreamLines lines, IncomingMemory memory) throws IOException {
        var bytes = new ByteArrayOutputStream();
        boolean isComplete = false;
        for (StreamLine line = lines.next(); line != null; line = lines.next()) {
            Chunk chunk = line.diffChunk();
            if (chunk == null || isComplete) {
                throw MillraceException.badRequest("the lines after the first have 'diff_chunk', up to 'eof'")
                        .withCode("invalid");
            }
            byte[] part = SentContent.decode(chunk);
            if (bytes.size() + part.length > LARGEST) {
                throw MillraceException.of(
                                ErrorKind.CALLER,
                                413,
                                "the patch is larger than the limit of %d bytes".formatted(LARGEST))
                        .withCode("payload_too_large");
            }
            memory.take(2L * part.length, "a patch");
            bytes.writeBytes(part);
            isComplete = Boolean.TRUE.equals(chunk.eof());
        }
        if (!isComplete) {
            throw MillraceException.badRequest("the patch is incomplete").withCode("invalid");
        }
        return new ApplyDiff(bytes.toByteArray());
    }

    /**
     * The tree with the patch.
     *
     * @throws ChangeRefused if it does not fit
     */
    ObjectId to(Repository git, ObjectInserter inserter, Optional<RevCommit> base) throws IOException, ChangeRefused {
        Patch parsed = new Patch();
        parsed.parse(new ByteArrayInputStream(patch));
        if (!parsed.getErrors().isEmpty()) {
            throw new ChangeRefused(
                    Why.INVALID,
                    "the patch is not valid: " + parsed.getErrors().getFirst().getMessage());
        }
        for (FileHeader file : parsed.getFiles()) {
            check(file.getNewPath());
            check(file.getOldPath());
            if (isModules(file.getNewPath()) && FileMode.SYMLINK.equals(file.getNewMode())) {
                throw new ChangeRefused(Why.INVALID, ".gitmodules is a file");
            }
        }
        PatchApplier.Result result = new PatchApplier(git, tree(git, inserter, base), inserter).applyPatch(parsed);
        if (!result.getErrors().isEmpty()) {
            String errors = result.getErrors().stream()
                    .limit(5)
                    .map(PatchApplier.Result.Error::toString)
                    .collect(Collectors.joining("; "));
            throw new ChangeRefused(Why.CONFLICT, "the patch does not apply: " + errors);
        }
        return result.getTreeId();
    }

    private static RevTree tree(Repository git, ObjectInserter inserter, Optional<RevCommit> base) throws IOException {
        if (base.isPresent()) {
            return base.get().getTree();
        }
        ObjectId empty = inserter.insert(new TreeFormatter());
        inserter.flush();
        try (RevWalk walk = new RevWalk(git)) {
            return walk.parseTree(empty);
        }
    }

    private static void check(String path) throws ChangeRefused {
        if (path.equals("/dev/null")) {
            return;
        }
        try {
            new ObjectChecker().checkPath(path);
        } catch (CorruptObjectException e) {
            throw new ChangeRefused(Why.INVALID, "'%s' is not a path of a file: %s".formatted(path, e.getMessage()));
        }
    }

    private static boolean isModules(String path) {
        return path.equalsIgnoreCase(".gitmodules");
    }
}
