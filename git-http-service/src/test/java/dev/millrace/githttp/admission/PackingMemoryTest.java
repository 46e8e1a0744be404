package dev.millrace.githttp.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PackingMemoryTest { // #9.5

    private static final long MIB = 1024 * 1024;

    /** 8 MiB: 4 MiB for a team, 6 MiB for the largest pack. */
    private final PackingMemory memory = new PackingMemory(8 * MIB);

    @Test
    void releasesWhatAPackHeldWhenItIsSent() {
        try (PackingMemory.Charge pack = memory.begin("team")) {
            pack.addEntry();
            assertThat(memory.taken()).isGreaterThanOrEqualTo(PackingMemory.ENTRY_BYTES);
        }

        assertThat(memory.taken()).isZero();
    }

    @Test
    void chargesEntriesAndWhatTheWalkKeepsOfTheirObjects() {
        PackingMemory.Charge pack = memory.begin("team");
        for (int i = 0; i < 10_000; i++) {
            pack.addEntry();
        }
        pack.addWalked(10_000);

        assertThat(memory.taken())
                .isBetween(
                        10_000L * (PackingMemory.ENTRY_BYTES + PackingMemory.WALKED_BYTES),
                        10_000L * (PackingMemory.ENTRY_BYTES + PackingMemory.WALKED_BYTES) + MIB);
    }

    @Test
    void letsOneLargePackAtATimeExceedTheShareOfItsTeam() {
        PackingMemory.Charge large = memory.begin("team");
        hold(large, 5 * MIB);

        assertThatThrownBy(() -> memory.begin("team").addEntry())
                .isInstanceOf(PackTooLarge.class)
                .hasMessageContaining("try again");
        large.close();

        hold(memory.begin("other"), 5 * MIB);
    }

    @Test
    void leavesRoomForSmallPacksOfOtherTeams() {
        hold(memory.begin("first"), 6 * MIB);
        PackingMemory.Charge second = memory.begin("second");
        hold(second, MIB);

        assertThatThrownBy(() -> hold(second, MIB)).hasMessageContaining("try again");
        hold(memory.begin("third"), MIB / 2);
    }

    @Test
    void doesNotLetASmallPackTakeThePlaceOfALargeOne() {
        hold(memory.begin("team"), 4 * MIB);
        PackingMemory.Charge small = memory.begin("team");

        assertThatThrownBy(small::addEntry).hasMessageContaining("try again");
        hold(memory.begin("other"), 3 * MIB);
    }

    @Test
    void keepsOnlyTheEntriesOfAPackWhoseWalkHasEnded() {
        PackingMemory.Charge pack = memory.begin("team");
        pack.addWalked(16_000);

        pack.settle(1_000);

        assertThat(memory.taken()).isBetween(1_000L * PackingMemory.ENTRY_BYTES, 2L * 128 * 1024);
        pack.close();
        assertThat(memory.taken()).isZero();
    }

    @Test
    void chargesEntriesThatWereNotReportedOneByOne() {
        PackingMemory.Charge pack = memory.begin("team");

        pack.settle(10_000);

        assertThat(memory.taken()).isGreaterThanOrEqualTo(10_000L * PackingMemory.ENTRY_BYTES);
    }

    @Test
    void refusesAPackThatCanNeverBeHeld() {
        PackingMemory.Charge pack = memory.begin("team");

        assertThatThrownBy(() -> hold(pack, 7 * MIB))
                .isInstanceOf(PackTooLarge.class)
                .hasMessageContaining("more than the " + 6 * MIB + " bytes");
    }

    private static void hold(PackingMemory.Charge pack, long bytes) {
        pack.addWalked((int) (bytes / PackingMemory.WALKED_BYTES));
    }
}
