package dev.millrace.sync.sync;

import dev.millrace.events.EventCodec;
import dev.millrace.forge.GitHubApp;
import dev.millrace.forge.InstallationTokens;
import dev.millrace.git.Catalog;
import dev.millrace.git.GitStorage;
import dev.millrace.git.GitStorageConfig;
import dev.millrace.git.object.DirectoryObjectStore;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The shared modules as beans. */
@ApplicationScoped
class SyncBeans {

    @Produces
    @Singleton
    GitStorage storage(
            Database database,
            EventCodec codec,
            Clock clock,
            @ConfigProperty(name = "millrace.git.directory") Path directory)
            throws IOException {
        // beside the packs, on the same file system, so that a finished pack moves there without a copy
        Path scratch = Files.createDirectories(directory.resolve(".scratch"));
        return GitStorage.open(
                database,
                DirectoryObjectStore.open(directory.resolve("packs")),
                new Outbox("git", codec),
                clock,
                GitStorageConfig.withDefaults(scratch));
    }

    void close(@Disposes GitStorage storage) {
        storage.close();
    }

    @Produces
    @Singleton
    Catalog catalog(GitStorage storage) {
        return storage.catalog();
    }

    @Produces
    @Singleton
    InstallationTokens installationTokens(GitHubSettings settings, Clock clock) {
        return new GitHubApp(settings.toClientConfig(), clock).installationTokens();
    }

    @Produces
    @Singleton
    UpstreamHosts upstreamHosts(GitHubSettings settings) {
        return new UpstreamHosts(settings.webUrl(), settings.apiUrl());
    }
}
