package dev.millrace.githttp.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TeamMemoryTest {

    private final TeamMemory memory = new TeamMemory(100);

    @Test
    void leavesHalfOfItToOtherTeams() { // #9.2
        assertThat(memory.reserve("busy", 50)).isTrue();

        assertThat(memory.reserve("busy", 1)).isFalse();
        assertThat(memory.reserve("other", 50)).isTrue();
        assertThat(memory.taken()).isEqualTo(100);
    }

    @Test
    void hasNoMoreThanItsLimit() {
        memory.reserve("one", 50);
        memory.reserve("two", 40);

        assertThat(memory.reserve("three", 11)).isFalse();
        memory.release("one", 50);
        assertThat(memory.reserve("three", 11)).isTrue();
        assertThat(memory.taken()).isEqualTo(51);
    }
}
