package dev.millrace.git.dfs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.pack.PackExt;

/** A pack of one write session: being written, then finished, then uploaded. */
final class StagedPack {

    private final UUID id;
    private final DfsPackDescription description;
    private final List<SpooledFile> files = new ArrayList<>();
    private final List<Path> paths = new ArrayList<>();
    private boolean uploaded;

    StagedPack(UUID id, DfsPackDescription description) {
        this.id = id;
        this.description = description;
    }

    UUID id() {
        return id;
    }

    DfsPackDescription description() {
        return description;
    }

    /** A file of it is about to be written there. */
    void begin(Path path) {
        paths.add(path);
    }

    /** Where its files are or were. */
    List<Path> paths() {
        return paths;
    }

    void add(SpooledFile file) {
        files.add(file);
        description.setFileSize(file.extension(), file.size());
        description.setBlockSize(file.extension(), BlockCache.BLOCK_SIZE);
    }

    /** Forgets finished files that are not part of the pack; they are deleted with the session's scratch files. */
    void keepOnly(Predicate<SpooledFile> isPart) {
        files.removeIf(isPart.negate());
    }

    List<SpooledFile> files() {
        return files;
    }

    Optional<SpooledFile> file(PackExt extension) {
        return files.stream().filter(file -> file.extension() == extension).findFirst();
    }

    /** Size of the pack itself, without its indexes. */
    long packBytes() {
        return description.getFileSize(PackExt.PACK);
    }

    boolean isUploaded() {
        return uploaded;
    }

    void markUploaded() {
        uploaded = true;
    }
}
