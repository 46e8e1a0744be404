package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.EventIds;
import dev.millrace.events.Topic;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.access.InstallationLinked.State;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationChanged.Action;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.TestEvents;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;

/** A team of its own for one test, with an account at the {@link FakeForge} that our App can be installed on. */
final class InstalledTeam {

    static final String FORGE = "forge.test";

    private static final AtomicInteger NUMBERS = new AtomicInteger(100);

    private final GitStorage storage;
    private final Database database;
    private final String number = Integer.toString(NUMBERS.incrementAndGet());
    private final String team = "team" + number;
    private final String installation = "1" + number;
    private final String owner = "acme" + number;
    private final UpstreamRepository upstream = UpstreamRepository.create(owner + "/widgets");

    InstalledTeam(GitStorage storage, Database database) {
        this.storage = storage;
        this.database = database;
        upstream.tag("v1", upstream.push("main", "first"));
    }

    String slug() {
        return team;
    }

    /** Id of the installation at the forge. */
    String installation() {
        return installation;
    }

    /** The account at the forge that the installation is for. */
    String owner() {
        return owner;
    }

    /** A repository of the account, with branch {@code main} and tag {@code v1}. */
    UpstreamRepository upstream() {
        return upstream;
    }

    /** Installs the App on the repository, and waits until it is mirrored. */
    void mirrored() {
        link(State.ACTIVE);
        install(Action.CREATED, upstream);
        awaitEqual(upstream);
    }

    /** Waits until the mirror has the upstream's refs, and no others. */
    void awaitEqual(UpstreamRepository repository) {
        within(20).untilAsserted(() -> assertThat(mirrorRefs(repository)).isEqualTo(repository.refs()));
    }

    static ConditionFactory within(int seconds) {
        return await().atMost(Duration.ofSeconds(seconds)).pollInterval(Duration.ofMillis(20));
    }

    void link(State state) {
        TestEvents.publish(link(state, team));
    }

    InstallationLinked link(State state, String toTeam) {
        // the same id whenever the same state recurs, as the gateway assigns it
        UUID id = EventIds.of("link", installation, toTeam, state);
        return new InstallationLinked(id, FORGE, installation, owner, owner, toTeam, state, Instant.now());
    }

    void install(Action action, UpstreamRepository... repositories) {
        var listed = java.util.Arrays.stream(repositories)
                .map(repository -> new InstalledRepository(forgeId(repository), repository.fullName, true))
                .toList();
        TestEvents.publish(new InstallationChanged(
                UUID.randomUUID(), FORGE, installation, owner, owner, action, listed, Optional.empty(), Instant.now()));
    }

    /** The account was renamed; the App is not installed anew. */
    InstallationChanged renamed(String login) {
        return new InstallationChanged(
                UUID.randomUUID(),
                FORGE,
                installation,
                owner,
                login,
                Action.RENAMED,
                List.of(),
                Optional.empty(),
                Instant.now());
    }

    /** Announces a push, as the webhook of the forge does. */
    void hint(UpstreamRepository repository, String ref, String after) {
        TestEvents.publish(new RefPushed(
                UUID.randomUUID(),
                repository(repository),
                Optional.of(installation),
                Optional.empty(),
                ref,
                Optional.of("a".repeat(40)),
                Optional.ofNullable(after),
                false,
                List.of(),
                Instant.now()));
    }

    static ForgeRepository repository(UpstreamRepository repository) {
        return new ForgeRepository(
                FORGE,
                forgeId(repository),
                repository.fullName,
                FakeForge.url() + "/" + repository.fullName + ".git",
                "main",
                true,
                false);
    }

    /** The forge's number for a repository. */
    static String forgeId(UpstreamRepository repository) {
        return Integer.toString(repository.fullName.hashCode() & 0x7fffffff);
    }

    StoredRepository mirror(UpstreamRepository repository) {
        return storage.catalog().find(team, repository.fullName).orElseThrow(() -> new AssertionError("no mirror yet"));
    }

    Map<String, String> mirrorRefs(UpstreamRepository repository) {
        return refs(mirror(repository).id());
    }

    Map<String, String> refs(UUID id) {
        try (Repository read = storage.read(id)) {
            var refs = new TreeMap<String, String>();
            for (Ref ref : read.getRefDatabase().getRefsByPrefix("refs/")) {
                refs.put(ref.getName(), ref.getObjectId().name());
            }
            return refs;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    List<SyncFailed> failures(UpstreamRepository repository) {
        UUID id = mirror(repository).id();
        return TestEvents.all(
                Topic.GIT_SYNC,
                SyncFailed.class,
                event -> event.repository().id().equals(id));
    }

    /** The number of passes that succeeded. */
    int passes(UUID id) {
        return TestEvents.all(
                        Topic.GIT_SYNC,
                        SyncSucceeded.class,
                        event -> event.repository().id().equals(id))
                .size();
    }

    /** The number of requests that were recorded. */
    long requested(UUID id) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select requested_version from sync.mirror where repository_id = :id")
                .bind("id", id)
                .mapTo(Long.class)
                .one());
    }

    /** {@code done}, {@code behind}, or why it is parked. */
    String syncState(UpstreamRepository repository) {
        UUID id = mirror(repository).id();
        return database.inTransaction(tx ->
                tx.handle().createQuery("""
                    select coalesce(parked, case when done_version = requested_version and checked_at is not null
                        then 'done' else 'behind' end)
                    from sync.mirror where repository_id = :id
                    """).bind("id", id).mapTo(String.class).one());
    }
}
