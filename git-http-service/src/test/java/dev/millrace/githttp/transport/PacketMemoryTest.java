package dev.millrace.githttp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PacketMemoryTest {

    private static final byte[] REQUEST = "0011command=fetch00010005a0005b00040000".getBytes(StandardCharsets.US_ASCII);

    @Test
    void chargesForEachPacketBesideItsBytes() {
        assertThat(new PacketMemory().of(REQUEST)).isEqualTo(REQUEST.length + 6 * 64);
    } // #9.2

    @Test
    void chargesTheSameHoweverTheRequestArrives() {
        for (int size = 1; size < REQUEST.length; size++) {
            PacketMemory memory = new PacketMemory();
            long charged = 0;
            for (int at = 0; at < REQUEST.length; at += size) {
                charged += memory.of(Arrays.copyOfRange(REQUEST, at, Math.min(REQUEST.length, at + size)));
            }

            assertThat(charged).as("in pieces of %d", size).isEqualTo(REQUEST.length + 6 * 64);
        }
    } // #9.2

    @Test
    void chargesForBytesAloneAfterBrokenFraming() {
        byte[] broken = "0005azzzz0005a0005a".getBytes(StandardCharsets.US_ASCII);

        assertThat(new PacketMemory().of(broken)).isEqualTo(broken.length + 2 * 64);
    }
}
