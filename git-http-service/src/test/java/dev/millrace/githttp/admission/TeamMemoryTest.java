package dev.millrace.githttp.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TeamMemoryTest {

    private final TeamMemory memory = new TeamMemory(100);

    @Test
    void givesATeamAsMuchAsItLeavesFree() { // #9.2
        assertThat(memory.reserve("first", 50)).isTrue();

        assertThat(memory.reserve("first", 1)).isFalse();
        assertThat(memory.reserve("second", 26)).isFalse();
        assertThat(memory.reserve("second", 25)).isTrue();
        assertThat(memory.reserve("third", 12)).isTrue();
        assertThat(memory.taken()).isEqualTo(87);
    }

    @Test
    void givesReleasedMemoryToOthers() {
        memory.reserve("first", 50);
        memory.release("first", 50);

        assertThat(memory.reserve("second", 50)).isTrue();
        assertThat(memory.taken()).isEqualTo(50);
    }

    @Test
    void letsOneTeamTakeMoreAndLeaveAPart() {
        assertThat(memory.reserveLeaving(20, "first", 80)).isTrue();

        assertThat(memory.reserveLeaving(20, "first", 1)).isFalse();
        assertThat(memory.reserve("second", 10)).isTrue();
    }
}
