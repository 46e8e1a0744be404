package dev.millrace.githttp.commit;

import dev.millrace.githttp.commit.CommitBodies.Chunk;
import dev.millrace.githttp.commit.CommitBodies.File;
import dev.millrace.githttp.commit.CommitBodies.StreamLine;
import dev.millrace.kit.error.MillraceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.internal.submodule.SubmoduleValidator;
import org.eclipse.jgit.internal.submodule.SubmoduleValidator.SubmoduleValidationException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.jspecify.annotations.Nullable;

/** The files of a commit as a call streams them: their names first, and then the contents in parts. */
final class SentFiles {

    private static final String MODULES = ".gitmodules";
    private static final int LARGEST_MODULES = 1 << 20;
    private static final int MOST = 100_000;

    private final Map<String, File> files = new LinkedHashMap<>();
    private final Set<String> upserts = new HashSet<>();
    private final Set<String> deletes = new HashSet<>();
    private final Map<String, ObjectId> staged = new HashMap<>();
    private final ObjectInserter inserter;
    private final Path scratch;
    private final long mostBytes;

    /**
     * Reads the names. The last entry for a path decides.
     *
     * @param scratch folder for contents that arrive in several parts
     * @param mostBytes of one content
     * @throws MillraceException 400 if a name, a mode or an operation is not valid
     */
    SentFiles(List<File> sent, ObjectInserter inserter, Path scratch, long mostBytes) {
        this.inserter = inserter;
        this.scratch = scratch;
        this.mostBytes = mostBytes;
        if (sent.size() > MOST) {
            throw invalid("%d files are more than the limit of %d for one commit".formatted(sent.size(), MOST));
        }
        for (File file : sent) {
            String path = path(file);
            files.remove(path);
            files.put(path, file);
            (isDelete(file) ? deletes : upserts).add(needed("content_id", file.contentId(), isDelete(file)));
            mode(file);
        }
    }

    private static String path(File file) {
        String path = needed("path", file.path(), false).replaceFirst("^/", "");
        if (isDelete(file) && path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        try {
            new ObjectChecker().checkPath(path);
        } catch (CorruptObjectException e) {
            throw invalid("'%s' is not a path of a file: %s".formatted(path, e.getMessage()));
        }
        return path;
    }

    private static boolean isDelete(File file) {
        return switch (file.operation() == null ? "upsert" : file.operation()) {
            case "upsert" -> false;
            case "delete" -> true;
            case String other -> throw invalid("the operation is 'upsert' or 'delete', not '%s'".formatted(other));
        };
    }

    private static FileMode mode(File file) {
        return switch (file.mode() == null ? "100644" : file.mode()) {
            case "100644" -> FileMode.REGULAR_FILE;
            case "100755" -> FileMode.EXECUTABLE_FILE;
            case "120000" -> FileMode.SYMLINK;
            case "160000" -> FileMode.GITLINK;
            case String other ->
                throw invalid("the mode is 100644, 100755, 120000 or 160000, not '%s'".formatted(other));
        };
    }

    /** Number of contents that were sent. */
    int contents() {
        return staged.size();
    }

    /**
     * Stages the contents.
     *
     * @throws MillraceException 400 if a content is missing, incomplete or not named before
     */
    void receive(StreamLines.Source lines) throws IOException {
        SentContent open = null;
        try {
            for (StreamLine line = lines.next(); line != null; line = lines.next()) {
                Chunk chunk = line.blobChunk();
                if (chunk == null) {
                    throw invalid("a line after the first needs 'blob_chunk'");
                }
                open = take(chunk, open);
            }
            if (open != null) {
                throw invalid("the content '%s' is incomplete".formatted(open.id()));
            }
        } finally {
            if (open != null) {
                open.close();
            }
        }
        upserts.stream().filter(id -> !staged.containsKey(id)).findFirst().ifPresent(missing -> {
            throw invalid("the content '%s' is missing".formatted(missing));
        });
    }

    private @Nullable SentContent take(Chunk chunk, @Nullable SentContent before) throws IOException {
        String id = needed("content_id", chunk.contentId(), false);
        byte[] bytes = SentContent.decode(chunk);
        if (!upserts.contains(id)) {
            if (deletes.contains(id) && bytes.length == 0) {
                return before;
            }
            throw invalid("the content '%s' is of no file that the request names".formatted(id));
        }
        if (staged.containsKey(id) || (before != null && !before.id().equals(id))) {
            throw invalid("the parts of the content '%s' are not one after the other".formatted(id));
        }
        SentContent content = before == null ? new SentContent(id, scratch, mostBytes) : before;
        if (!Boolean.TRUE.equals(chunk.eof())) {
            content.add(bytes);
            return content;
        }
        try (content) {
            staged.put(id, content.finish(bytes, inserter));
        }
        return null;
    }

    /**
     * The changes, by path.
     *
     * @throws MillraceException 400 if a list of submodules could harm those who clone it
     */
    Map<String, FileChange> changes() throws IOException {
        Map<String, FileChange> changes = new LinkedHashMap<>();
        for (Map.Entry<String, File> entry : files.entrySet()) {
            changes.put(entry.getKey(), change(entry.getKey(), entry.getValue()));
        }
        return changes;
    }

    private FileChange change(String path, File file) throws IOException {
        if (isDelete(file)) {
            return new FileChange.Delete();
        }
        FileMode mode = mode(file);
        ObjectId content = staged.get(file.contentId());
        if (content == null) {
            throw invalid("the content of '%s' is missing".formatted(path));
        }
        if (mode.equals(FileMode.GITLINK)) {
            return new FileChange.Upsert(mode, submodule(path, content));
        }
        if (path.toLowerCase(Locale.ROOT).equals(MODULES)) {
            checkModules(mode, content);
        }
        return new FileChange.Upsert(mode, content);
    }

    /** The content of a submodule is the id of its commit, as text. */
    private ObjectId submodule(String path, ObjectId content) throws IOException {
        try (ObjectReader reader = inserter.newReader()) {
            var loader = reader.open(content, Constants.OBJ_BLOB);
            String id = loader.getSize() > 64 ? "" : new String(loader.getBytes(64), StandardCharsets.US_ASCII).strip();
            if (!ObjectId.isId(id)) {
                throw invalid("the content of the submodule '%s' is the id of its commit".formatted(path));
            }
            return ObjectId.fromString(id);
        }
    }

    /** As for pushes. */
    private void checkModules(FileMode mode, ObjectId content) throws IOException {
        try (ObjectReader reader = inserter.newReader()) {
            var loader = reader.open(content, Constants.OBJ_BLOB);
            if (mode.equals(FileMode.SYMLINK) || loader.getSize() > LARGEST_MODULES) {
                throw invalid(".gitmodules is a file of at most %d bytes".formatted(LARGEST_MODULES));
            }
            SubmoduleValidator.assertValidGitModulesFile(
                    new String(loader.getBytes(LARGEST_MODULES), StandardCharsets.UTF_8));
        } catch (SubmoduleValidationException e) {
            throw invalid(".gitmodules is not valid: " + e.getMessage());
        }
    }

    private static String needed(String field, @Nullable String given, boolean mayBeMissing) {
        if (given == null || given.isEmpty()) {
            if (mayBeMissing) {
                return "";
            }
            throw invalid("a file needs '%s'".formatted(field));
        }
        return given;
    }

    private static MillraceException invalid(String message) {
        return MillraceException.badRequest(message).withCode("invalid");
    }
}
