package dev.millrace.sync;

import static dev.millrace.sync.InstalledTeam.FORGE;
import static dev.millrace.sync.InstalledTeam.forgeId;
import static dev.millrace.sync.InstalledTeam.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.git.GitStorage;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An upstream that fails, is silent, or redirects to where the App's token must not be sent. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class FailingUpstreamIT {

    @Inject
    GitStorage storage;

    @Inject
    Database database;

    private UpstreamRepository upstream;
    private InstalledTeam team;

    @BeforeEach
    void hostARepository() {
        team = new InstalledTeam(storage, database);
        upstream = team.upstream();
    }

    @Test
    void beginsAgainWhenARefIsForcedAwayBetweenListingAndFetch() {
        team.mirrored();
        String survivor = upstream.commit("written instead");
        var met = new CountDownLatch(1);
        FakeForge.next(upstream.fullName, (FakeForge.OnFetch) (exchange, body) -> {
            upstream.set("refs/heads/main", survivor);
            upstream.prune();
            met.countDown();
            return false;
        });
        String doomed = upstream.push("main", "about to vanish");

        team.hint(upstream, "refs/heads/main", doomed);

        team.awaitEqual(upstream);
        assertThat(met.getCount()).isZero();
        assertThat(team.mirrorRefs(upstream)).containsEntry("refs/heads/main", survivor);
        assertThat(team.failures(upstream)).isEmpty();
    }

    @Test
    void takesAFreshTokenWhenItsOwnIsNoLongerAccepted() {
        team.mirrored();
        FakeForge.revokeTokens();
        String tip = upstream.push("main", "with another token");

        team.hint(upstream, "refs/heads/main", tip);

        team.awaitEqual(upstream);
        assertThat(team.failures(upstream)).isEmpty();
    }

    @Test
    void leavesTheMirrorAsItWasWhenTheUpstreamFailsAndGoesOnAfterwards() {
        team.mirrored();
        Map<String, String> before = team.mirrorRefs(upstream);
        for (int i = 0; i < 3; i++) {
            FakeForge.next(upstream.fullName, FakeForge.answering(502));
        }
        FakeForge.next(upstream.fullName, (FakeForge.OnFetch) (exchange, body) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("00".getBytes(StandardCharsets.US_ASCII));
            assertThat(team.mirrorRefs(upstream)).isEqualTo(before);
            return true;
        });
        String tip = upstream.push("main", "through trouble");

        team.hint(upstream, "refs/heads/main", tip);

        within(30).untilAsserted(() -> assertThat(team.mirrorRefs(upstream)).isEqualTo(upstream.refs()));
        assertThat(FakeForge.hasFaultsLeft(upstream.fullName)).isFalse();
        within(10)
                .untilAsserted(() -> assertThat(team.failures(upstream))
                        .hasSizeGreaterThanOrEqualTo(4)
                        .allSatisfy(failure -> {
                            assertThat(failure.reason()).doesNotContain("ghs_");
                            assertThat(failure.retryAt()).isPresent();
                        }));
    }

    @Test
    void archivesWhatIsForcedAwayAndFreezesWhileTheUpstreamIsMissing() {
        team.mirrored();
        UUID id = team.mirror(upstream).id();
        storage.settings().chooseArchive(id, true);
        String before = upstream.refs().get("refs/heads/main");
        String forced = upstream.force("main", "rewritten");
        upstream.delete("refs/tags/v1");

        team.hint(upstream, "refs/heads/main", forced);

        within(20).untilAsserted(() -> assertThat(team.refs(id)).containsEntry("refs/heads/main", forced));
        assertThat(team.refs(id)).doesNotContainKey("refs/tags/v1");
        assertThat(team.refs(id).keySet())
                .filteredOn(name -> name.startsWith("refs/archive/"))
                .anyMatch(name -> name.endsWith("/heads/main/" + before))
                .anyMatch(name -> name.contains("/tags/v1/"));

        FakeForge.next(upstream.fullName, FakeForge.answering(404));
        team.hint(upstream, "refs/heads/main", upstream.push("main", "while it is missing"));

        within(20).untilAsserted(() -> assertThat(isFrozen(id)).isTrue());
        assertThat(team.refs(id)).containsEntry("refs/heads/main", forced);

        team.hint(upstream, "refs/heads/main", upstream.push("main", "found again"));

        within(20).untilAsserted(() -> assertThat(isFrozen(id)).isFalse());
        assertThat(team.refs(id)).containsAllEntriesOf(upstream.refs());
    }

    private boolean isFrozen(UUID id) {
        return database.inTransaction(tx -> storage.settings().frozen(tx, List.of(id)))
                .containsKey(id);
    }

    @Test
    void givesUpOnASilentUpstream() throws Exception {
        team.mirrored();
        var hanging = new CountDownLatch(1);
        var enough = new CountDownLatch(1);
        FakeForge.next(upstream.fullName, (exchange, body) -> {
            hanging.countDown();
            try {
                return enough.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        });
        String tip = upstream.push("main", "after silence");

        team.hint(upstream, "refs/heads/main", tip);

        assertThat(hanging.await(5, TimeUnit.SECONDS)).isTrue();
        within(15).untilAsserted(() -> assertThat(team.mirrorRefs(upstream)).isEqualTo(upstream.refs()));
        enough.countDown();
        within(10).untilAsserted(() -> assertThat(team.failures(upstream)).isNotEmpty());
    }

    @Test
    void neverCarriesTheTokenToAnotherHost() {
        team.mirrored();
        FakeForge.next(upstream.fullName, FakeForge.redirectingTo(FakeForge.foreignUrl()));
        String tip = upstream.push("main", "redirected");

        team.hint(upstream, "refs/heads/main", tip);

        team.awaitEqual(upstream);
        within(10)
                .untilAsserted(() -> assertThat(team.failures(upstream))
                        .anySatisfy(failure -> assertThat(failure.reason()).contains("another host")));
        assertThat(FakeForge.sentToOthers()).isEmpty();
    }

    @Test
    void sendsNoTokenToACloneAddressOfAnotherHost() {
        team.mirrored();
        var moved = new ForgeRepository(
                FORGE,
                forgeId(upstream),
                upstream.fullName,
                FakeForge.foreignUrl() + "/" + upstream.fullName + ".git",
                "main",
                true,
                false);

        TestEvents.publish(new RepositoryUpdated(
                UUID.randomUUID(),
                moved,
                Optional.of(team.installation()),
                Optional.empty(),
                RepositoryUpdated.Action.EDITED,
                Optional.empty(),
                Instant.now()));

        within(10)
                .untilAsserted(() -> assertThat(team.failures(upstream)).anySatisfy(failure -> {
                    assertThat(failure.reason()).contains("not at a connected forge");
                    assertThat(failure.retryAt()).isEmpty();
                }));
        assertThat(FakeForge.sentToOthers()).isEmpty();
    }

    @Test
    void restsWhenTheForgeKnowsNoSuchRepositoryAndGoesOnWithTheNextHint() {
        team.mirrored();

        FakeForge.next(upstream.fullName, FakeForge.answering(404));

        within(10).untilAsserted(() -> assertThat(team.syncState(upstream)).isEqualTo("CREDENTIALS"));
        within(10)
                .untilAsserted(() -> assertThat(team.failures(upstream))
                        .anySatisfy(failure -> assertThat(failure.retryAt()).isEmpty()));
        String tip = upstream.push("main", "hidden for a while");
        team.hint(upstream, "refs/heads/main", tip);
        team.awaitEqual(upstream);
        within(10).untilAsserted(() -> assertThat(team.syncState(upstream)).isEqualTo("done"));
    }
}
