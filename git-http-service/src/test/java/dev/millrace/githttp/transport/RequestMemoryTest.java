package dev.millrace.githttp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestMemoryTest {

    private final RequestMemory memory = new RequestMemory(100);

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
