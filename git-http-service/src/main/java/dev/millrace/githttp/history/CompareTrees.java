package dev.millrace.githttp.history;

import dev.millrace.git.check.Cancellation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffEntry.ChangeType;
import org.eclipse.jgit.diff.DiffEntry.Side;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.jspecify.annotations.Nullable;

/**
 * Compares two trees file by file. The patch of a file has at most 500 KB, that of all files 16 MiB; what exceeds this, and what
 * is not text, is named without its patch.
 */
final class CompareTrees {

    private static final int LARGEST_PATCH = 500_000;
    private static final int LARGEST_FILE = 8 << 20;
    private static final long LARGEST_RESPONSE = 16L << 20;
    private static final int MOST_FILES = 10_000;
    private static final int RENAME_LIMIT = 400;

    private final Repository git;
    private final Request request;
    private final List<DiffBody.File> files = new ArrayList<>();
    private final List<DiffBody.Filtered> filtered = new ArrayList<>();
    private long sent;

    /**
     * What is compared.
     *
     * @param before null for nothing
     * @param paths files and folders; empty for all
     * @param isExact whether the patches can be applied to exactly the tree before; otherwise changes in the amount of
     *     whitespace are left out
     */
    record Request(@Nullable RevTree before, RevTree after, List<String> paths, boolean isExact) {}

    /** The differences. */
    record Compared(List<DiffBody.File> files, List<DiffBody.Filtered> filtered, DiffBody.Stats stats) {}

    private CompareTrees(Repository git, Request request) {
        this.git = git;
        this.request = request;
    }

    static Compared of(Repository git, Request request) throws IOException {
        return new CompareTrees(git, request).compare();
    }

    private Compared compare() throws IOException {
        var patch = new BoundedBytes();
        try (DiffFormatter formatter = new DiffFormatter(patch);
                ObjectReader reader = git.newObjectReader()) {
            formatter.setReader(reader, git.getConfig());
            formatter.setDiffComparator(
                    request.isExact() ? RawTextComparator.DEFAULT : RawTextComparator.WS_IGNORE_CHANGE);
            formatter.setBinaryFileThreshold(LARGEST_FILE);
            formatter.setDetectRenames(true);
            formatter.getRenameDetector().setRenameLimit(RENAME_LIMIT);
            formatter.setAbbreviationLength(Constants.OBJECT_ID_STRING_LENGTH);
            if (!request.paths().isEmpty()) {
                formatter.setPathFilter(PathFilterGroup.createFromStrings(request.paths()));
            }
            for (DiffEntry entry : formatter.scan(request.before(), request.after())) {
                Cancellation.check();
                if (files.size() + filtered.size() < MOST_FILES) {
                    add(formatter, patch, reader, entry);
                }
            }
        }
        return new Compared(files, filtered, DiffBody.Stats.of(files, filtered));
    }

    private void add(DiffFormatter formatter, BoundedBytes patch, ObjectReader reader, DiffEntry entry)
            throws IOException {
        Optional<String> text = sent >= LARGEST_RESPONSE ? Optional.empty() : text(formatter, patch, entry);
        String path = entry.getChangeType() == ChangeType.DELETE ? entry.getOldPath() : entry.getNewPath();
        boolean isMoved = entry.getChangeType() == ChangeType.RENAME || entry.getChangeType() == ChangeType.COPY;
        String oldPath = isMoved ? entry.getOldPath() : null;
        if (text.isEmpty()) {
            long bytes = Math.max(size(reader, entry, Side.OLD), size(reader, entry, Side.NEW));
            filtered.add(new DiffBody.Filtered(path, state(entry), oldPath, bytes, true));
            return;
        }
        sent += patch.size();
        int[] lines = count(text.get());
        files.add(new DiffBody.File(path, state(entry), oldPath, text.get(), patch.size(), true, lines[0], lines[1]));
    }

    private Optional<String> text(DiffFormatter formatter, BoundedBytes patch, DiffEntry entry) throws IOException {
        patch.reset();
        try {
            FileHeader header = formatter.toFileHeader(entry);
            if (header.getPatchType() != FileHeader.PatchType.UNIFIED) {
                return Optional.empty();
            }
            formatter.format(entry);
            formatter.flush();
        } catch (TooLong e) {
            return Optional.empty();
        }
        return decoded(patch.toByteArray());
    }

    /** The text; for an exact patch only if nothing is lost. */
    private Optional<String> decoded(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return request.isExact() ? Optional.empty() : Optional.of(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private static String state(DiffEntry entry) {
        return switch (entry.getChangeType()) {
            case ADD -> "A";
            case MODIFY -> "M";
            case DELETE -> "D";
            case RENAME -> "R%03d".formatted(entry.getScore());
            case COPY -> "C%03d".formatted(entry.getScore());
        };
    }

    private static long size(ObjectReader reader, DiffEntry entry, Side side) throws IOException {
        AbbreviatedObjectId id = entry.getId(side);
        FileMode mode = entry.getMode(side);
        boolean isFile = mode.equals(FileMode.REGULAR_FILE)
                || mode.equals(FileMode.EXECUTABLE_FILE)
                || mode.equals(FileMode.SYMLINK);
        return isFile && id != null && id.isComplete() ? reader.getObjectSize(id.toObjectId(), Constants.OBJ_BLOB) : 0;
    }

    /** Added and removed lines. */
    private static int[] count(String patch) {
        int[] lines = new int[2];
        boolean isInHunk = false;
        for (int at = 0; at < patch.length(); at = after(patch, at)) {
            char first = patch.charAt(at);
            if (patch.startsWith("@@ ", at)) {
                isInHunk = true;
            } else if (isInHunk && first == '+') {
                lines[0]++;
            } else if (isInHunk && first == '-') {
                lines[1]++;
            }
        }
        return lines;
    }

    private static int after(String patch, int at) {
        int end = patch.indexOf('\n', at);
        return end < 0 ? patch.length() : end + 1;
    }

    /** Ends the formatting of a patch that is too long. */
    private static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Takes as much as a patch may have. */
    private static final class BoundedBytes extends OutputStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (bytes.size() + length > LARGEST_PATCH) {
                throw new TooLong();
            }
            bytes.write(from, offset, length);
        }

        void reset() {
            bytes.reset();
        }

        int size() {
            return bytes.size();
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }
}
