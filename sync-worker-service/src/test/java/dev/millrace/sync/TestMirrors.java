package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.git.SyncRequested;
import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.Upstream;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.TestEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;

/** Mirrors as a test attaches them, requests their syncs, and reads their state. */
final class TestMirrors {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final GitStorage storage;
    private final Upstreams upstreams;
    private final Database database;

    TestMirrors(GitStorage storage, Upstreams upstreams, Database database) {
        this.storage = storage;
        this.upstreams = upstreams;
        this.database = database;
    }

    /**
     * A new repository with this upstream.
     *
     * @param begin as in {@link Upstreams#attach}
     */
    UUID attach(String team, UpstreamOrigin origin, boolean begin) {
        var name = new RepositoryName("copy" + NUMBERS.incrementAndGet());
        return database.inTransaction(tx -> {
            UUID id = storage.catalog()
                    .create(tx, new NewRepository(team, name, Optional.empty(), "main"))
                    .repository()
                    .id();
            upstreams.attach(tx, id, origin, begin);
            return id;
        });
    }

    /** A new repository of the upstream's name that is read from it without credentials and not pushed to. */
    UUID attachReadOnly(String team, UpstreamOrigin origin) {
        var name = new RepositoryName(origin.owner() + "/" + origin.name());
        return database.inTransaction(tx -> {
            UUID id = storage.catalog()
                    .create(tx, new NewRepository(team, name, Optional.empty(), "main"))
                    .repository()
                    .id();
            upstreams.attachReadOnly(tx, id, origin);
            return id;
        });
    }

    static void request(UUID id) {
        request(id, Optional.empty());
    }

    static void request(UUID id, Optional<String> ref) {
        TestEvents.publish(new SyncRequested(UUID.randomUUID(), id, "test", ref, Optional.empty(), Instant.now()));
    }

    static ConditionFactory within(int seconds) {
        return await().atMost(Duration.ofSeconds(seconds)).pollInterval(Duration.ofMillis(50));
    }

    /** Waits until the mirror has the upstream's refs, and no others. */
    void awaitEqual(UUID id, UpstreamRepository upstream) {
        within(20).untilAsserted(() -> assertThat(refs(id)).isEqualTo(upstream.refs()));
    }

    StoredRepository find(UUID id) {
        return storage.catalog().find(id).orElseThrow();
    }

    Upstream.State state(UUID id) {
        return upstreams.find(id).orElseThrow().state();
    }

    /** Every ref of the repository: full name to object id. */
    Map<String, String> refs(UUID id) {
        try (Repository read = storage.read(id)) {
            var refs = new TreeMap<String, String>();
            for (Ref ref : read.getRefDatabase().getRefsByPrefix("refs/")) {
                refs.put(ref.getName(), ref.getObjectId().name());
            }
            return refs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A column of {@code sync.mirror} as text; empty if it is null, or the row does not exist. */
    String column(UUID id, String name) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select coalesce(" + name + "::text, '') from sync.mirror where repository_id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .findOne()
                .orElse(""));
    }
}
