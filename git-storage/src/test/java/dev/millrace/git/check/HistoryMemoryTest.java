package dev.millrace.git.check;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class HistoryMemoryTest {

    private final HistoryMemory memory = new HistoryMemory(100, 10);

    @Test
    void givesEachWalkItsShareWhateverTheOthersTake() throws PackOverLimit, PackMemoryBusy {
        try (IncomingMemory first = memory.open();
                IncomingMemory second = memory.open()) {
            first.take(110, "the first walk");

            assertThatCode(() -> second.take(10, "the second walk")).doesNotThrowAnyException();
            assertThatExceptionOfType(PackOverLimit.class)
                    .isThrownBy(() -> second.take(1, "the second walk"))
                    .withMessageContaining("the second walk");
        }
    }

    @Test
    void takesBackWhatAWalkHad() throws PackOverLimit, PackMemoryBusy {
        try (IncomingMemory first = memory.open()) {
            first.take(60, "a walk");
            first.take(50, "a walk");
        }

        try (IncomingMemory second = memory.open()) {
            assertThatCode(() -> second.take(110, "a walk")).doesNotThrowAnyException();
        }
    }

    @Test
    void goesOnWithWhatIsLeftAfterARefusal() throws PackOverLimit, PackMemoryBusy {
        try (IncomingMemory walk = memory.open()) {
            assertThatExceptionOfType(PackOverLimit.class).isThrownBy(() -> walk.take(111, "a walk"));
        }

        try (IncomingMemory next = memory.open()) {
            assertThatCode(() -> next.take(110, "a walk")).doesNotThrowAnyException();
        }
    }
}
