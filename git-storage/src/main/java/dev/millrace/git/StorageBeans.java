package dev.millrace.git;

import dev.millrace.events.codec.EventCodec;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.kit.secret.SecretBox;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.Config;

/** The storage of a service, from its configuration; closed when the service stops. */
@ApplicationScoped
class StorageBeans {

    /** With the outbox of the storage's own schema, whichever schema the service has. */
    @Produces
    @Singleton
    GitStorage storage(Database database, EventCodec codec, Clock clock, Config config, MeterRegistry meters) {
        return GitStorage.open(database, new Outbox("git", codec), clock, config, meters);
    }

    void close(@Disposes GitStorage storage) {
        storage.close();
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
}
