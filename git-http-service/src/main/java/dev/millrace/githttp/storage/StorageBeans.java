package dev.millrace.githttp.storage;

import dev.millrace.git.Catalog;
import dev.millrace.git.GitStorage;
import dev.millrace.git.GitStorageConfig;
import dev.millrace.git.object.DirectoryObjectStore;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the storage from configuration; closed when the service stops. */
class StorageBeans {

    @Produces
    @Singleton
    GitStorage storage(
            Database database,
            Outbox outbox,
            Clock clock,
            @ConfigProperty(name = "millrace.git.directory", defaultValue = ".millrace/git") Path directory) {
        try {
            // beside the packs, on the same file system, so that a finished pack moves there without a copy
            Path scratch = Files.createDirectories(directory.resolve(".scratch"));
            return GitStorage.open(
                    database,
                    DirectoryObjectStore.open(directory.resolve("packs")),
                    outbox,
                    clock,
                    GitStorageConfig.withDefaults(scratch));
        } catch (IOException e) {
            throw new UncheckedIOException("the directory of packs cannot be used: " + directory, e);
        }
    }

    @Produces
    @Singleton
    Catalog catalog(GitStorage storage) {
        return storage.catalog();
    }

    void close(@Disposes GitStorage storage) {
        storage.close();
    }
}
