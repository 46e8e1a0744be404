package dev.millrace.sync.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Event;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.access.InstallationLinked.Mirroring;
import dev.millrace.events.access.InstallationLinked.State;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationChanged.AccountType;
import dev.millrace.events.forge.InstallationChanged.Action;
import dev.millrace.events.forge.InstallationRepositoriesChanged;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.events.forge.RepositorySelection;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.InstallationRepositories;
import dev.millrace.kit.database.Database;
import dev.millrace.sync.FakeForge;
import dev.millrace.sync.upstream.ListStore.Lease;
import dev.millrace.testing.Platform;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which repositories become mirrors of a team, whatever webhooks reported, and in whatever order. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class ListRepositoriesIT {

    private static final String FORGE = "forge.test";
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    @Inject
    FollowInstallation followInstallation;

    @Inject
    UpstreamStore upstreams;

    @Inject
    ListStore store;

    @Inject
    Database database;

    private final Forge forge = new Forge();
    private final List<InstalledRepository> atForge = new ArrayList<>();
    private String installation = UUID.randomUUID().toString();
    private String team = "team-" + UUID.randomUUID().toString().substring(0, 8);
    private String owner = "acme-" + team;

    @Test
    void makesUpForWebhooksThatDidNotArrive() {
        link(Mirroring.ALL);
        apply(created(0, repository("a"), repository("b")));
        atForge.add(new InstalledRepository(repository("b").id(), owner + "/renamed", true));
        atForge.add(repository("c"));

        compare();

        assertThat(rows())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(owner + "/a", "left", owner + "/renamed", "mirrored", owner + "/c", "mirrored"));
    }

    @Test
    void createsNoMirrorForATeamThatAsksForThemItself() {
        link(Mirroring.REQUESTED);
        apply(created(0, repository("a")));
        assertThat(rows()).containsExactlyEntriesOf(Map.of(owner + "/a", "listed"));

        link(Mirroring.ALL);
        assertThat(rows()).containsExactlyEntriesOf(Map.of(owner + "/a", "mirrored"));

        link(Mirroring.REQUESTED);
        apply(moved(10, List.of(repository("b")), List.of()));
        assertThat(rows()).containsExactlyInAnyOrderEntriesOf(Map.of(owner + "/a", "mirrored", owner + "/b", "listed"));
    }

    @Test
    void endsTheSameWayInAnyOrderWithAnyRepetition() {
        var random = new Random(12);
        for (int round = 0; round < 25; round++) {
            begin(round);
            List<Event> life = List.of(
                    created(0, repository("a")),
                    moved(10, List.of(repository("b")), List.of()),
                    moved(20, List.of(), List.of(repository("a"))),
                    changed(Action.SUSPENDED, 30),
                    changed(Action.UNSUSPENDED, 40),
                    linked(Mirroring.ALL));
            atForge.add(repository("b"));
            List<Event> events = new ArrayList<>(life);
            for (int i = 0; i < 4; i++) {
                events.add(life.get(random.nextInt(life.size())));
            }
            Collections.shuffle(events, random);

            events.forEach(this::apply);
            compare();

            assertThat(rows().get(owner + "/b"))
                    .as("round %d: %s", round, events)
                    .isEqualTo("mirrored");
            assertThat(rows().getOrDefault(owner + "/a", "left"))
                    .as("round %d", round)
                    .isEqualTo("left");
        }
    }

    @Test
    void doesNotBringBackWhatAnEventTookAwayWhileTheListWasRead() {
        link(Mirroring.ALL);
        apply(created(0, repository("a"), repository("b")));
        atForge.addAll(List.of(repository("a"), repository("b")));
        forge.meanwhile = () -> apply(moved(10, List.of(), List.of(repository("b"))));

        compare();
        assertThat(rows()).containsExactlyInAnyOrderEntriesOf(Map.of(owner + "/a", "mirrored", owner + "/b", "left"));

        forge.meanwhile = () -> {};
        atForge.remove(repository("b"));
        compare();
        assertThat(rows()).containsExactlyInAnyOrderEntriesOf(Map.of(owner + "/a", "mirrored", owner + "/b", "left"));
    }

    @Test
    void takesNothingAwayUnlessTheListIsComplete() {
        link(Mirroring.ALL);
        apply(created(0, repository("a"), repository("b")));
        atForge.add(repository("a"));
        forge.total = 2;
        compare();
        forge.total = -1;
        forge.failure =
                Optional.of(ForgeFailure.rateLimited("slow down", Instant.now().plusSeconds(90)));
        compare();

        assertThat(rows())
                .containsExactlyInAnyOrderEntriesOf(Map.of(owner + "/a", "mirrored", owner + "/b", "mirrored"));
    }

    @Test
    void isDueForOneProcessAtATimeAndOnlyWhileATeamMayUseIt() {
        apply(created(0, repository("a")));
        assertThat(claims()).isEmpty();

        link(Mirroring.ALL);
        List<Lease> first = claims();
        assertThat(first).hasSize(1);
        assertThat(claims()).isEmpty();

        // what is requested while it runs is done again
        apply(changed(Action.UNSUSPENDED, 50));
        assertThat(claims()).isEmpty();
        database.useTransaction(tx -> store.release(tx, first.getFirst(), Duration.ofHours(1)));
        assertThat(claims()).hasSize(1);
    }

    private void begin(int round) {
        installation = UUID.randomUUID().toString();
        team = "team-" + UUID.randomUUID().toString().substring(0, 8);
        owner = "acme-" + round + "-" + team;
        atForge.clear();
    }

    private void apply(Event event) {
        database.useTransaction(tx -> {
            switch (event) {
                case InstallationChanged changed -> followInstallation.changed(tx, changed, false);
                case InstallationRepositoriesChanged changed ->
                    followInstallation.repositoriesChanged(tx, changed, false);
                case InstallationLinked linked -> followInstallation.linked(tx, linked);
                default -> throw new IllegalArgumentException(event.toString());
            }
        });
    }

    private void link(Mirroring mirroring) {
        apply(linked(mirroring));
    }

    private InstallationLinked linked(Mirroring mirroring) {
        return new InstallationLinked(
                UUID.randomUUID(), FORGE, installation, "1", owner, team, State.ACTIVE, mirroring, Instant.now());
    }

    private InstallationChanged created(int second, InstalledRepository... repositories) {
        return changed(Action.CREATED, second, repositories);
    }

    private InstallationChanged changed(Action action, int second, InstalledRepository... repositories) {
        return new InstallationChanged(
                UUID.randomUUID(),
                FORGE,
                installation,
                "1",
                owner,
                AccountType.ORGANIZATION,
                action,
                List.of(repositories),
                RepositorySelection.SELECTED,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(START.plusSeconds(second)),
                Instant.now());
    }

    private InstallationRepositoriesChanged moved(
            int second, List<InstalledRepository> added, List<InstalledRepository> removed) {
        return new InstallationRepositoriesChanged(
                UUID.randomUUID(),
                FORGE,
                installation,
                "1",
                RepositorySelection.SELECTED,
                added,
                removed,
                Optional.of(START.plusSeconds(second)),
                Instant.now());
    }

    private InstalledRepository repository(String name) {
        String number = Integer.toString((owner + "/" + name).hashCode() & 0x7fffffff);
        return new InstalledRepository(number, owner + "/" + name, true);
    }

    /** By name: {@code mirrored}, {@code listed} without a mirror, or {@code left}. */
    private Map<String, String> rows() {
        var states = new TreeMap<String, String>();
        for (UpstreamRow row : database.inTransaction(tx -> upstreams.list(tx, FORGE, installation))) {
            String listed = row.mirror().isPresent() ? "mirrored" : "listed";
            states.put(row.fullName(), row.listed() ? listed : "left");
        }
        return states;
    }

    private void compare() {
        database.useTransaction(tx -> store.request(tx, upstreams.lockInstallation(tx, FORGE, installation)));
        database.useTransaction(tx -> tx.handle()
                .createUpdate("update sync.installation set list_lease_id = null where installation_id = :id")
                .bind("id", installation)
                .execute());
        var loop = new ListRepositories(
                forge,
                followInstallation,
                upstreams,
                store,
                new Config(),
                database,
                Clock.systemUTC(),
                new SimpleMeterRegistry());
        loop.work(claims().getFirst());
    }

    /** The leases of this installation that are to be had; those of other tests are taken, too. */
    private List<Lease> claims() {
        var own = new ArrayList<Lease>();
        Optional<Lease> lease = claim();
        while (lease.isPresent()) {
            lease.filter(each -> each.installation().id().equals(installation)).ifPresent(own::add);
            lease = claim();
        }
        return own;
    }

    private Optional<Lease> claim() {
        return database.inTransaction(tx -> store.claim(tx, Duration.ofMinutes(10)));
    }

    private static final class Config implements ListConfig {

        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public Duration interval() {
            return Duration.ofHours(1);
        }
    }

    /** Lists what is at the forge, one repository on each page. */
    private final class Forge implements InstallationRepositories {

        private Runnable meanwhile = () -> {};
        private long total = -1;
        private Optional<ForgeFailure> failure = Optional.empty();

        @Override
        public Page list(ForgeInstallation requested, Optional<String> page) {
            failure.ifPresent(each -> {
                throw each;
            });
            int number = page.map(Integer::parseInt).orElse(0);
            List<InstalledRepository> all = List.copyOf(atForge);
            meanwhile.run();
            return new Page(
                    all.subList(Math.min(number, all.size()), Math.min(number + 1, all.size())),
                    total < 0 ? all.size() : total,
                    number + 1 < all.size() ? Optional.of(String.valueOf(number + 1)) : Optional.empty());
        }
    }
}
