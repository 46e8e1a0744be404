package dev.millrace.githttp.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteRangeTest {

    @Test
    void isTheRestFromAByteOn() {
        assertThat(ByteRange.of("bytes=3-", 10)).contains(new ByteRange(3, 7));
    }

    @Test
    void endsWithTheFile() {
        assertThat(ByteRange.of("bytes=3-99", 10)).contains(new ByteRange(3, 7));
        assertThat(ByteRange.of("bytes=3-5", 10)).contains(new ByteRange(3, 3));
    }

    @Test
    void isAllOfItWhereNothingElseIsUnderstood() {
        assertThat(ByteRange.of(null, 10)).contains(new ByteRange(0, 10));
        assertThat(ByteRange.of("bytes=-5", 10)).contains(new ByteRange(0, 10));
        assertThat(ByteRange.of("bytes=1-2,4-5", 10)).contains(new ByteRange(0, 10));
        assertThat(ByteRange.of("lines=1-2", 10)).contains(new ByteRange(0, 10));
    }

    @Test
    void isNothingBehindTheEnd() {
        assertThat(ByteRange.of("bytes=10-", 10)).isEmpty();
        assertThat(ByteRange.of("bytes=5-4", 10)).isEmpty();
    }
}
