package dev.millrace.git.repack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.git.repack.MaintenancePlan.Compact;
import dev.millrace.git.repack.MaintenancePlan.Facts;
import dev.millrace.git.repack.MaintenancePlan.Nothing;
import dev.millrace.git.repack.MaintenancePlan.Repack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase.PackSource;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.junit.jupiter.api.Test;

class MaintenancePlanTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final DfsRepositoryDescription REPOSITORY = new DfsRepositoryDescription("r");

    private final MaintenanceConfig config = MaintenanceConfig.withDefaults();
    private final List<DfsPackDescription> packs = new ArrayList<>();
    private boolean mirror;
    private boolean rewritten;
    private Optional<Instant> expired = Optional.empty();
    private Optional<Instant> repackedAt = Optional.empty();

    @Test
    void repacksAMirrorAfterItsImportAndASmallRepositoryOfOurOwnLater() {
        add(PackSource.RECEIVE, 1_000, 30);
        assertThat(plan()).isEqualTo(new Nothing());

        mirror = true;
        assertThat(plan()).isEqualTo(new Repack("first repack"));

        mirror = false;
        add(PackSource.INSERT, 1_000, 70);
        assertThat(plan()).isEqualTo(new Repack("first repack"));
    }

    @Test
    void leavesAnEmptyRepositoryAlone() {
        mirror = true;

        assertThat(plan()).isEqualTo(new Nothing());
    }

    @Test
    void repacksWhenNewBytesExceedAThirdOfThePackedOnes() {
        add(PackSource.GC, 1_000_000, 5_000);
        add(PackSource.RECEIVE, 300_000, 10);
        assertThat(plan()).isEqualTo(new Nothing());

        add(PackSource.INSERT, 1, 1);
        assertThat(plan()).isEqualTo(new Repack("new packs"));
    }

    @Test
    void repacksWhenManyNewObjectsAreInNoBitmap() {
        add(PackSource.GC, 100_000_000, 500_000);
        add(PackSource.RECEIVE, 1_000, 6_700);
        assertThat(plan()).isEqualTo(new Nothing());

        add(PackSource.INSERT, 1, 1);
        assertThat(plan()).isEqualTo(new Repack("objects without a bitmap"));
    }

    @Test
    void compactsMoreThanTwentyNewPacks() {
        add(PackSource.GC, 1_000_000, 5_000);
        add(PackSource.GC_REST, 1_000, 5);
        add(PackSource.UNREACHABLE_GARBAGE, 1_000, 5);
        addMany(20, 100);
        assertThat(plan()).isEqualTo(new Nothing());

        addMany(1, 100);
        assertThat(plan())
                .isInstanceOfSatisfying(
                        Compact.class,
                        compact -> assertThat(compact.packs())
                                .hasSize(21)
                                .allMatch(pack -> pack.getPackSource() == PackSource.RECEIVE));
    }

    @Test
    void doesNotCopyALargePackForTheSakeOfSmallOnes() {
        add(PackSource.GC, 10_000_000, 5_000);
        addMany(20, 100);
        add(PackSource.COMPACT, 1_000_000, 3_000);

        assertThat(plan())
                .isInstanceOfSatisfying(
                        Compact.class,
                        compact -> assertThat(compact.packs())
                                .hasSize(20)
                                .allMatch(pack -> pack.getPackSource() == PackSource.RECEIVE));
    }

    @Test
    void keepsTheNumberOfPacksDownWhateverTheirSizes() {
        add(PackSource.GC, Long.MAX_VALUE / 10, 5_000);
        for (int i = 0; i < 2_000; i++) {
            add(PackSource.RECEIVE, 1 + (i * 7919L) % 100_000, 3);
            if (plan() instanceof Compact compact) {
                long bytes = compact.packs().stream()
                        .mapToLong(pack -> pack.getFileSize(PackExt.PACK))
                        .sum();
                packs.removeAll(compact.packs());
                add(PackSource.COMPACT, bytes, 3);
            }
            assertThat(packs).hasSizeLessThanOrEqualTo(22);
        }
    }

    @Test
    void repacksAfterForcedUpdatesThatLeftCommitsInThePack() {
        add(PackSource.GC, 1_000, 5);
        rewritten = true;

        assertThat(plan()).isEqualTo(new Repack("forced updates"));
    }

    @Test
    void restsTwentyTimesAsLongAsTheLastRepackTook() {
        add(PackSource.GC, 1_000, 5);
        rewritten = true;
        repackedAt = Optional.of(NOW.minusSeconds(200));
        assertThat(plan()).isEqualTo(new Nothing());

        addMany(21, 100);
        assertThat(plan()).isInstanceOf(Compact.class);

        repackedAt = Optional.of(NOW.minusSeconds(210));
        assertThat(plan()).isInstanceOf(Repack.class);
    }

    @Test
    void repacksWhenGarbageExpiresButNotMoreThanOnceADay() {
        add(PackSource.GC, 1_000, 5);
        add(PackSource.UNREACHABLE_GARBAGE, 1_000, 5)
                .setLastModified(NOW.minus(Duration.ofDays(14)).toEpochMilli());
        repackedAt = Optional.of(NOW.minus(Duration.ofHours(23)));
        assertThat(plan()).isEqualTo(new Nothing());

        repackedAt = Optional.of(NOW.minus(Duration.ofHours(25)));
        assertThat(plan()).isEqualTo(new Repack("expired garbage"));
    }

    @Test
    void repacksWhenARetainedTipExpired() {
        add(PackSource.GC, 1_000, 5);
        expired = Optional.of(NOW.minusSeconds(1));

        assertThat(plan()).isEqualTo(new Repack("expired garbage"));
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> config(0, 0.3, 1, Duration.ofDays(1))).hasMessageContaining("0 packs");
        assertThatThrownBy(() -> config(1, 0, 1, Duration.ofDays(1))).hasMessageContaining("repack share 0");
        assertThatThrownBy(() -> config(1, 0.3, 0, Duration.ofDays(1))).hasMessageContaining("0 objects");
        assertThatThrownBy(() -> config(1, 0.3, 1, Duration.ofDays(-1))).hasMessageContaining("negative");
    }

    private static MaintenanceConfig config(int compactAbove, double share, int objects, Duration garbageLife) {
        return new MaintenanceConfig(
                MaintenanceConfig.Collector.AUTO, "git", compactAbove, share, objects, 1, garbageLife, 1);
    }

    private MaintenancePlan plan() {
        return MaintenancePlan.of(
                new Facts(mirror, List.copyOf(packs), rewritten, expired, repackedAt, Duration.ofSeconds(10)),
                config,
                NOW);
    }

    private void addMany(int count, long bytes) {
        for (int i = 0; i < count; i++) {
            add(PackSource.RECEIVE, bytes, 3);
        }
    }

    private DfsPackDescription add(PackSource source, long bytes, long objects) {
        var pack = new DfsPackDescription(REPOSITORY, UUID.randomUUID().toString(), source)
                .setObjectCount(objects)
                .setFileSize(PackExt.PACK, bytes)
                .setLastModified(NOW.toEpochMilli());
        packs.add(pack);
        return pack;
    }
}
