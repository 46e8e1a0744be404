package dev.millrace.githttp.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class PackingMemoryTest { // #9.5

    private static final long MIB = 1024 * 1024;

    /** Small packs take 1 MiB at most, and 4 MiB are left to them; the largest takes 24 MiB. */
    private static final long LIMIT = 32 * MIB;

    private final PackingMemory memory = new PackingMemory(LIMIT, Duration.ZERO);

    @Test
    void releasesWhatAPackHeldWhenItIsSent() {
        try (PackingMemory.Charge pack = begin("team")) {
            hold(pack, 10 * MIB);
            assertThat(memory.taken()).isBetween(10 * MIB - 1000, 10 * MIB + 128 * 1024);
        }

        assertThat(memory.taken()).isZero();
        hold(begin("team"), 10 * MIB);
    }

    @Test
    void chargesEntriesAndWhatTheWalkKeepsOfTheirObjects() {
        PackingMemory.Charge pack = begin("team");
        for (int i = 0; i < 3_000; i++) {
            pack.addEntry();
        }
        pack.addWalked(3_000);

        long bytes = 3_000L * (PackingMemory.ENTRY_BYTES + PackingMemory.WALKED_BYTES);
        assertThat(memory.taken()).isBetween(bytes, bytes + 128 * 1024);
    }

    @Test
    void packsOneLargePackOfATeamAtATime() {
        PackingMemory.Charge large = begin("team");
        hold(large, 2 * MIB);

        assertThatThrownBy(() -> hold(begin("team"), 2 * MIB))
                .isInstanceOf(PackTooLarge.class)
                .hasMessageContaining("try again");
        hold(begin("team"), MIB / 2);
        hold(begin("other"), 2 * MIB);
        large.close();
        hold(begin("team"), 2 * MIB);
    }

    @Test
    void letsALargePackWaitForTheOneBefore() {
        PackingMemory queued = new PackingMemory(LIMIT, Duration.ofMinutes(1));
        PackingMemory.Charge first = queued.begin("team", BooleanSupplier::getAsBoolean);
        hold(first, 2 * MIB);
        var second = CompletableFuture.runAsync(
                () -> hold(queued.begin("team", BooleanSupplier::getAsBoolean), 3 * MIB),
                task -> Thread.ofVirtual().start(task));
        await().until(() -> queued.waiting() == 1);

        first.close();

        second.join();
        assertThat(queued.taken()).isGreaterThan(2 * MIB);
    }

    @Test
    void letsOnePackTakeThreeQuarters() {
        hold(begin("first"), 20 * MIB);

        PackingMemory.Charge second = begin("second");
        hold(second, 6 * MIB);
        assertThatThrownBy(() -> hold(second, 8 * MIB)).hasMessageContaining("try again");
    }

    @Test
    void leavesRoomForSmallPacksOfOtherTeams() {
        hold(begin("first"), 20 * MIB);
        hold(begin("second"), 7 * MIB);

        hold(begin("third"), MIB / 2);
        hold(begin("fourth"), MIB / 2);
    }

    @Test
    void keepsOnlyTheEntriesOfAPackWhoseWalkHasEnded() {
        PackingMemory.Charge pack = begin("team");
        pack.addWalked(100_000);

        pack.settle(1_000);

        assertThat(memory.taken()).isBetween(1_000L * PackingMemory.ENTRY_BYTES, 2L * 128 * 1024);
        hold(begin("team"), 5 * MIB); // the slot is free again
        pack.close();
        assertThat(memory.taken()).isLessThan(5 * MIB + 256 * 1024);
    }

    @Test
    void keepsWhatIsHeldUntilThePackIsSent() {
        PackingMemory.Charge pack = begin("team");
        pack.keep(2 * MIB);
        pack.addWalked(100_000);

        pack.settle(0);

        assertThat(memory.taken()).isBetween(2 * MIB, 2 * MIB + 2L * 128 * 1024);
    }

    @Test
    void chargesEntriesThatWereNotReportedOneByOne() {
        PackingMemory.Charge pack = begin("team");

        pack.settle(10_000);

        assertThat(memory.taken()).isGreaterThanOrEqualTo(10_000L * PackingMemory.ENTRY_BYTES);
    }

    @Test
    void refusesAPackThatCanNeverBeHeld() {
        PackingMemory.Charge pack = begin("team");

        assertThatThrownBy(() -> hold(pack, 25 * MIB))
                .isInstanceOf(PackTooLarge.class)
                .hasMessageContaining("more than the " + 24 * MIB + " bytes");
    }

    private PackingMemory.Charge begin(String team) {
        return memory.begin(team, BooleanSupplier::getAsBoolean);
    }

    private static void hold(PackingMemory.Charge pack, long bytes) {
        pack.addWalked((int) (bytes / PackingMemory.WALKED_BYTES));
    }
}
