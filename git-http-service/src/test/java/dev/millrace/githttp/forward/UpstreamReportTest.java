package dev.millrace.githttp.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.transport.PacketLineOut;
import org.junit.jupiter.api.Test;

class UpstreamReportTest {

    private static final UpstreamAccess ACCESS =
            UpstreamAccess.of("forge", URI.create("https://forge.test/r.git"), List.of(), Optional.empty());

    private static final Set<String> PUSHED = Set.of("refs/heads/a", "refs/heads/b");

    private final ByteArrayOutputStream words = new ByteArrayOutputStream();

    @Test
    void readsTheReportAndPassesWordsOn() throws IOException {
        byte[] report = lines("unpack ok\n", "ok refs/heads/a\n", "ng refs/heads/b hook declined\n");

        UpstreamReport read = UpstreamReport.read(
                ACCESS,
                stream(
                        band(2, "checking\n"),
                        band(1, report),
                        band(2, ""),
                        band(2, "done\n"),
                        "0000".getBytes(StandardCharsets.UTF_8)),
                true,
                PUSHED,
                words);

        assertThat(read.unpackProblem()).isEmpty();
        assertThat(read.refs())
                .containsEntry("refs/heads/a", Optional.empty())
                .containsEntry("refs/heads/b", Optional.of("hook declined"));
        assertThat(words.toString(StandardCharsets.UTF_8)).isEqualTo("checking\ndone\n");
    }

    @Test
    void readsAReportWithoutBandsAndWhyAPackWasNotTaken() throws IOException {
        UpstreamReport read = UpstreamReport.read(
                ACCESS, new ByteArrayInputStream(lines("unpack index-pack abnormal exit\n")), false, PUSHED, words);

        assertThat(read.unpackProblem()).contains("index-pack abnormal exit");
    }

    @Test
    void listensToTheEndWhenTheClientIsGone() throws IOException {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("gone");
            }
        };

        UpstreamReport read = UpstreamReport.read(
                ACCESS,
                stream(
                        band(2, "checking\n"),
                        band(2, "still\n"),
                        band(1, lines("unpack ok\n", "ok refs/heads/a\n")),
                        "0000".getBytes(StandardCharsets.UTF_8)),
                true,
                PUSHED,
                gone);

        assertThat(read.refs()).containsOnlyKeys("refs/heads/a");
    }

    @Test
    void distinguishesAPartialReportFromOneThatWasAbortedWithAMessage() {
        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(() -> UpstreamReport.read(
                        ACCESS, stream(band(1, lines("unpack ok\n", "ok refs/heads/a\n"))), true, PUSHED, words));
        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(() -> UpstreamReport.read(
                        ACCESS,
                        new ByteArrayInputStream("000eunpack ok\n0014ok refs".getBytes(StandardCharsets.UTF_8)),
                        false,
                        PUSHED,
                        words));
        assertThatExceptionOfType(UpstreamException.class)
                .isThrownBy(() -> UpstreamReport.read(ACCESS, stream(band(3, "out of disk\n")), true, PUSHED, words))
                .withMessage("forge reports: out of disk");
    }

    @Test
    void readsNoReportLargerThanTheLimit() {
        byte[] line = lines("ok refs/heads/a\n");
        byte[] many = new byte[5 << 20];
        for (int at = 0; at < many.length; at++) {
            many[at] = line[at % (line.length - "0000".length())];
        }
        byte[][] bands = new byte[many.length / 60_000][];
        for (int i = 0; i < bands.length; i++) {
            bands[i] = band(1, Arrays.copyOfRange(many, i * 60_000, (i + 1) * 60_000));
        }

        assertThatExceptionOfType(UpstreamException.class)
                .isThrownBy(() -> UpstreamReport.read(ACCESS, stream(bands), true, PUSHED, words))
                .withMessage("the report of forge is larger than the limit of 4194304 bytes");
        assertThatExceptionOfType(UpstreamException.class)
                .isThrownBy(() -> UpstreamReport.read(ACCESS, new ByteArrayInputStream(many), false, PUSHED, words))
                .withMessage("the report of forge is larger than the limit of 4194304 bytes");
    } // #9.1

    @Test
    void keepsOnlyRefsThatWerePushed() throws IOException {
        byte[] report = lines("unpack ok\n", "ok refs/heads/other\n", "ng refs/heads/x no\n", "ok refs/heads/a\n");

        UpstreamReport read = UpstreamReport.read(ACCESS, new ByteArrayInputStream(report), false, PUSHED, words);

        assertThat(read.refs()).containsOnlyKeys("refs/heads/a");
    } // #9.1

    private static byte[] lines(String... lines) {
        try {
            var bytes = new ByteArrayOutputStream();
            var out = new PacketLineOut(bytes);
            for (String line : lines) {
                out.writeString(line);
            }
            out.end();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] band(int number, String text) {
        return band(number, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] band(int number, byte[] data) {
        var packet = new ByteArrayOutputStream();
        packet.writeBytes("%04x".formatted(data.length + 5).getBytes(StandardCharsets.UTF_8));
        packet.write(number);
        packet.writeBytes(data);
        return packet.toByteArray();
    }

    private static ByteArrayInputStream stream(byte[]... packets) {
        var all = new ByteArrayOutputStream();
        Arrays.stream(packets).forEach(all::writeBytes);
        return new ByteArrayInputStream(all.toByteArray());
    }
}
