package dev.millrace.standalone.platform;

import dev.millrace.standalone.process.FileTree;
import dev.millrace.standalone.process.StartFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The folder that contains all data of one platform. Only its owner may enter it, see
 * {@link dev.millrace.standalone.process.OwnerOnly}.
 *
 * @param root for example {@code .millrace/data}
 */
public record DataFolder(Path root) {

    /** Kept when the rest is deleted: another start may be reading it. */
    private static final Set<String> KEPT = Set.of("lock", "run");

    public DataFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** Keys, secrets and the administrator's token, for the user and other programs. */
    public Path keys() {
        return root.resolve("keys");
    }

    /** One file for each process. */
    public Path logs() {
        return root.resolve("logs");
    }

    /** Log file of one process. */
    public Path log(String process) {
        return logs().resolve(process + ".log");
    }

    /** Which processes run; see {@link dev.millrace.standalone.process.RunFolder}. */
    public Path run() {
        return root.resolve("run");
    }

    /** Settings that are passed on to the services as they are. */
    public Path settings() {
        return root.resolve("settings.properties");
    }

    /** PostgreSQL's data. */
    public Path postgres() {
        return root.resolve("postgres");
    }

    /** Kafka's configuration and data. */
    public Path kafka() {
        return root.resolve("kafka");
    }

    /** Packs of all Git repositories. */
    public Path git() {
        return root.resolve("git");
    }

    /** Working directories of jobs. */
    public Path work() {
        return root.resolve("work");
    }

    /** Data of the simulated forge. */
    public Path forge() {
        return root.resolve("forge");
    }

    /**
     * Deletes everything but the lock; for a platform that starts from nothing each time.
     *
     * @throws StartFailed if something cannot be deleted
     */
    public void clear() {
        try (var entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                if (!KEPT.contains(entry.getFileName().toString())) {
                    FileTree.delete(entry);
                }
            }
        } catch (IOException e) {
            throw new StartFailed("cannot clear " + root + ": " + e.getMessage(), e);
        }
    }
}
