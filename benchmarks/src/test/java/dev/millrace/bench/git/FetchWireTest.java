package dev.millrace.bench.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FetchWireTest {

    @Test
    void writesWhatIsAskedForInPackets() {
        byte[] command = FetchWire.lsRefs(List.of("refs/heads/"));

        assertThat(new String(command, StandardCharsets.US_ASCII))
                .isEqualTo("0014command=ls-refs\n0019agent=millrace-bench\n0016object-format=sha10001"
                        + "0009peel\n000csymrefs\n001bref-prefix refs/heads/\n0000");
    }
}
