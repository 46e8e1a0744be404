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
    void letsOnePackAtATimeExceedTheShareOfItsTeam() {
        PackingMemory.Charge large = memory.begin("team");
        hold(large, 5 * MIB);

        PackingMemory.Charge ofSameTeam = memory.begin("team");
        assertThatThrownBy(ofSameTeam::addEntry)
                .isInstanceOf(PackTooLarge.class)
                .hasMessageContaining("try again");
        large.close();

        PackingMemory.Charge next = memory.begin("other");
        hold(next, 5 * MIB);
    }

    @Test
    void leavesAQuarterToOtherTeams() {
        hold(memory.begin("team"), 5 * MIB + MIB / 2);
        PackingMemory.Charge other = memory.begin("other");

        hold(other, 2 * MIB);

        assertThatThrownBy(() -> hold(other, MIB)).hasMessageContaining("try again");
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
