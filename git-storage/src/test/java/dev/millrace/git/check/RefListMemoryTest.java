package dev.millrace.git.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefListMemoryTest {

    private final List<Long> reserved = new ArrayList<>();

    @Test
    void reservesFourBytesForEachThatArrivesAndNoneForTheEnd() throws IOException {
        try (InputStream list = list(5, Long.MAX_VALUE)) {
            assertThat(list.read()).isZero();
            assertThat(list.read(new byte[10], 0, 10)).isEqualTo(4);
            assertThat(list.read()).isNegative();
            assertThat(list.read(new byte[10], 0, 10)).isNegative();
        }

        assertThat(reserved).containsExactly(4L, 16L);
    }

    @Test
    void failsWhereTheMemoryEnds() throws IOException {
        try (InputStream list = list(30, 60)) {
            assertThat(list.read(new byte[10], 0, 10)).isEqualTo(10);

            assertThatThrownBy(() -> list.read(new byte[10], 0, 10)).isInstanceOf(PackOverLimit.class);
        }
    }

    private InputStream list(int bytes, long limit) {
        return new RefListMemory(new ByteArrayInputStream(new byte[bytes]), (taken, what) -> {
            reserved.add(taken);
            if (reserved.stream().mapToLong(Long::longValue).sum() > limit) {
                throw new PackOverLimit(what);
            }
        });
    }
}
