package dev.millrace.git.dfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.git.check.PackLimits;
import dev.millrace.git.check.PackMemoryBusy;
import dev.millrace.git.check.PackOverLimit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PackMemoryTest {

    private static final int MIB = 1 << 20;

    /** 28 MiB for large packs, 4 MiB kept for small ones. */
    private final PackMemory memory = new PackMemory(new PackLimits(32 * MIB, MIB, Duration.ZERO));

    private final List<PackMemory.Share> shares = new ArrayList<>();

    @AfterEach
    void close() {
        shares.forEach(PackMemory.Share::close);
        assertThat(memory.taken()).isZero();
    }

    @Test
    void leavesAQuarterOfTheMemoryForLargePacksToOtherTeams() throws IOException {
        open("a").take(8 * MIB, "a pack");
        open("a").take(13 * MIB, "a pack");

        assertThatThrownBy(() -> open("a").take(2 * MIB, "one more"))
                .isInstanceOf(PackMemoryBusy.class)
                .hasMessage(
                        "one more needs 2097152 bytes of memory; packs of the team 'a' hold 22020096 bytes of at most"
                                + " 22020096, all packs 22020096 of 33554432: try again later");
        open("b").take(7 * MIB, "a pack");
    } // #9.1

    @Test
    void leavesHalfOfTheReserveForSmallPacksToOtherTeams() throws IOException {
        open("a").take(21 * MIB, "a pack");
        open("b").take(7 * MIB, "a pack");

        for (String team : new String[] {"c", "d"}) {
            open(team).take(MIB, "a small pack");
            open(team).take(MIB, "a small pack");
            assertThatThrownBy(() -> open(team).take(MIB / 4, "one more")).isInstanceOf(PackMemoryBusy.class);
        }
    } // #9.1

    @Test
    void countsSmallPacksForTheirTeamAlsoWhileThereIsRoom() throws IOException {
        for (int i = 0; i < 23; i++) {
            open("a").take(MIB, "a small pack");
        }

        assertThatThrownBy(() -> open("a").take(MIB, "one more")).isInstanceOf(PackMemoryBusy.class);
        open("b").take(MIB, "a small pack");
        open("c").take(4 * MIB, "a pack");
    } // #9.1

    @Test
    void givesOnePackNoMoreThanItsTeamCanHave() throws IOException {
        assertThatThrownBy(() -> open("b").take(21 * MIB + 1, "a pack"))
                .isInstanceOf(PackOverLimit.class)
                .hasMessageContaining("the limit for one pack is 22020096 bytes");
    } // #9.1

    @Test
    void givesATeamAgainWhatItReturned() throws IOException {
        PackMemory.Share first = open("a");
        first.take(21 * MIB, "a pack");
        first.close();
        PackMemory.Share second = open("a");
        second.take(21 * MIB, "a pack");
        second.giveBack(20 * MIB + MIB / 2);
        open("a").take(20 * MIB, "a pack");

        assertThat(open("a").takeIfFree(MIB)).isTrue();
        assertThat(open("a").takeIfFree(2 * MIB)).isFalse();
    } // #9.1

    private PackMemory.Share open(String owner) {
        PackMemory.Share share = memory.open(owner);
        shares.add(share);
        return share;
    }
}
