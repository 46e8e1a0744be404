package dev.millrace.githttp.storage;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.kit.secret.SecretBox;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.Config;

/** Creates the storage from configuration; closed when the service stops. */
class StorageBeans {

    @Produces
    @Singleton
    GitStorage storage(Database database, Outbox outbox, Clock clock, Config config, MeterRegistry meters) {
        return GitStorage.open(database, outbox, clock, config, meters);
    }

    @Produces
    @Singleton
    Catalog catalog(GitStorage storage) {
        return storage.catalog();
    }

    /** At start, so that a missing keyset ends it. */
    @Startup
    @Produces
    @Singleton
    Upstreams upstreams(Database database, SecretBox secrets, Clock clock) {
        return new Upstreams(database, secrets, clock);
    }

    void close(@Disposes GitStorage storage) {
        storage.close();
    }
}
