package dev.millrace.git.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.errors.PackProtocolException;
import org.junit.jupiter.api.Test;

class RefListInputTest {

    private static final String ID = "a".repeat(40) + " ";

    @Test
    void leavesNamesAloneThatAreUtf8() throws IOException {
        byte[] list =
                list(ID + "HEAD\0 symref=HEAD:refs/heads/café\n", ID + "refs/heads/café\n", ID + "refs/heads/日本\n");

        var in = new RefListInput(new ByteArrayInputStream(list));

        assertThat(in.readAllBytes()).isEqualTo(list);
        assertThat(in.renamed()).isEmpty();
    }

    @Test
    void givesNamesThatAreNotUtf8ANameOfTheirOwn() throws IOException {
        byte[] list = latin1(
                ID + "HEAD\0 symref=HEAD:refs/heads/caf\u00e9 side-band\n",
                ID + "refs/heads/caf\u00e9\n",
                ID + "refs/heads/caf\u00e8\n",
                ID + "refs/tags/\u00ff\n",
                ID + "refs/tags/\u00ff^{}\n",
                ID + "refs/heads/main\n",
                ID + "HEAD symref-target:refs/heads/caf\u00e9\n");

        var in = new RefListInput(new ByteArrayInputStream(list));
        String read = new String(in.readAllBytes(), StandardCharsets.UTF_8);

        assertThat(read)
                .contains("symref=HEAD:refs/heads/caf? side-band\n")
                .contains(ID + "refs/not-utf-8/726566732f68656164732f636166e9\n")
                .contains(ID + "refs/not-utf-8/726566732f68656164732f636166e8\n")
                .contains(ID + "refs/not-utf-8/726566732f746167732fff\n")
                .contains(ID + "refs/not-utf-8/726566732f746167732fff^{}\n")
                .contains(ID + "refs/heads/main\n")
                .contains("symref-target:refs/heads/caf?\n")
                .endsWith("0000");
        assertThat(in.renamed()).containsExactly("refs/heads/caf\\xe9", "refs/heads/caf\\xe8", "refs/tags/\\xff");
    } // #9.19

    @Test
    void refusesANameThatFitsInNoPacketOnceRewritten() throws IOException {
        byte[] fits = latin1(ID + "refs/heads/" + "\u00e9".repeat(32_000) + "\n");
        byte[] list = latin1(ID + "refs/heads/" + "\u00e9".repeat(33_000) + "\n");

        assertThat(new RefListInput(new ByteArrayInputStream(fits)).readAllBytes())
                .hasSizeBetween(64_000, 65_520 + 4);
        assertThatExceptionOfType(PackProtocolException.class)
                .isThrownBy(() -> new RefListInput(new ByteArrayInputStream(list)).readAllBytes())
                .withMessageContaining("33011 bytes");
    } // #9.19

    @Test
    void passesOnWhatIsNoList() throws IOException {
        for (String text : new String[] {"", "00", "<html>caf\u00e9</html>", "0010abc", "zzzz"}) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);

            assertThat(new RefListInput(new ByteArrayInputStream(bytes)).readAllBytes())
                    .isEqualTo(bytes);
        }
    }

    private static byte[] list(String... lines) {
        return packets(StandardCharsets.UTF_8, lines);
    }

    private static byte[] latin1(String... lines) {
        return packets(StandardCharsets.ISO_8859_1, lines);
    }

    private static byte[] packets(java.nio.charset.Charset charset, String... lines) {
        var bytes = new ByteArrayOutputStream();
        for (String line : lines) {
            byte[] text = line.getBytes(charset);
            bytes.writeBytes("%04x".formatted(text.length + 4).getBytes(StandardCharsets.US_ASCII));
            bytes.writeBytes(text);
        }
        bytes.writeBytes("0000".getBytes(StandardCharsets.US_ASCII));
        return bytes.toByteArray();
    }
}
