package dev.millrace.git.dfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.objectstore.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackChannelTest {

    private static final long FIVE_GIB = 5L * 1024 * 1024 * 1024;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000, 4 * 1024 * 1024})
    void readsAnywhereInAFileBeyondTwoGiB(int readAhead) throws IOException {
        var channel = new PackChannel(new Pattern(FIVE_GIB), PackExt.PACK);
        channel.setReadAheadBytes(readAhead);
        var random = new Random(9);

        for (int i = 0; i < 100; i++) {
            long position = random.nextBoolean() ? random.nextLong(FIVE_GIB) : channel.position();
            var buffer = ByteBuffer.allocate(1 + random.nextInt(5_000));
            channel.position(position);

            int count = channel.read(buffer);

            if (position < FIVE_GIB) {
                assertThat(count).isPositive();
                assertThat(channel.position()).isEqualTo(position + count);
                for (int at = 0; at < count; at += 101) {
                    assertThat(buffer.get(at)).isEqualTo(Pattern.at(position + at));
                }
            } else {
                assertThat(count).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 700, 10_000_000})
    void readsToTheEndAndThenReportsIt(int readAhead) throws IOException {
        var channel = new PackChannel(new Pattern(2_500), PackExt.PACK);
        channel.setReadAheadBytes(readAhead);
        int total = 0;
        var buffer = ByteBuffer.allocate(999);
        for (int count = channel.read(buffer); count > 0; count = channel.read(buffer.clear())) {
            total += count;
        }

        assertThat(total).isEqualTo(2_500);
        assertThat(channel.read(buffer.clear())).isEqualTo(-1);
    }

    @Test
    void reachesTheStoreSeldomWhenItReadsAhead() throws IOException {
        var object = new Pattern(1_000_000);
        var channel = new PackChannel(object, PackExt.PACK);
        channel.setReadAheadBytes(250_000);
        while (channel.read(ByteBuffer.allocate(1_000)) > 0) {
            // to the end
        }

        assertThat(object.reads).isBetween(4, 6);
    }

    @Test
    void offersSmallFilesWholeAndPacksInBlocks() {
        assertThat(new PackChannel(new Pattern(100), PackExt.INDEX).blockSize()).isEqualTo(8 * 1024);
        assertThat(new PackChannel(new Pattern(100_000), PackExt.INDEX).blockSize())
                .isEqualTo(100_000);
        assertThat(new PackChannel(new Pattern(FIVE_GIB), PackExt.INDEX).blockSize())
                .isEqualTo(1 << 20);
        assertThat(new PackChannel(new Pattern(100), PackExt.PACK).blockSize()).isEqualTo(1 << 20);
    }

    /** An object of any size whose bytes are derived from their positions. */
    private static final class Pattern implements StoredObject {

        private final long size;
        private int reads;

        Pattern(long size) {
            this.size = size;
        }

        static byte at(long position) {
            return (byte) (position ^ (position >>> 8) ^ (position >>> 31));
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public int read(long position, ByteBuffer into) {
            reads++;
            if (position >= size) {
                return -1;
            }
            int count = (int) Math.min(into.remaining(), size - position);
            for (int i = 0; i < count; i++) {
                into.put(at(position + i));
            }
            return count;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
