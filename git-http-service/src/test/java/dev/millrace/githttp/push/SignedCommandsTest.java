package dev.millrace.githttp.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.write.WriteLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jgit.transport.PacketLineOut;
import org.junit.jupiter.api.Test;

class SignedCommandsTest {

    private static final String MOVE = "a".repeat(40) + " " + "b".repeat(40) + " refs/heads/";
    private static final String[] HEAD = {
        "push-cert\0 report-status atomic",
        "certificate version 0.1\n",
        "pusher Ann <ann@example.com> 1700000000 +0000\n",
        "pushee https://example.com/r.git\n",
        "nonce 1700000000-abc\n",
        "push-option why=tests\n",
        "\n"
    };
    private static final String[] SIGNATURE = {
        "-----BEGIN SSH SIGNATURE-----\n", "AAAA\n", "-----END SSH SIGNATURE-----\n", "push-cert-end\n"
    };

    @Test
    void takesACertificateOutOfThePush() throws IOException {
        CommandList commands = read(
                List.of("shallow " + "c".repeat(40)),
                List.of(HEAD),
                List.of(MOVE + "main\n", MOVE + "topic\n"),
                List.of(SIGNATURE));

        SignedCommands signed = commands.certificate().orElseThrow();
        assertThat(new String(signed.payload(), StandardCharsets.UTF_8))
                .isEqualTo(String.join("", List.of(HEAD).subList(1, HEAD.length)) + MOVE + "main\n" + MOVE + "topic\n");
        assertThat(signed.signature()).isEqualTo("-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n");
        assertThat(signed.nonce()).contains("1700000000-abc");
        assertThat(signed.options()).containsExactly("why=tests");
        assertThat(commands.expected()).containsOnlyKeys("refs/heads/main", "refs/heads/topic");
        assertThat(commands.asksFor("atomic")).isTrue();
        String sent =
                new String(commands.with(new ByteArrayInputStream(new byte[0])).readAllBytes(), StandardCharsets.UTF_8);
        assertThat(sent)
                .contains("shallow ccc", MOVE + "main\0 report-status atomic", MOVE + "topic")
                .doesNotContain("push-cert", "SIGNATURE")
                .endsWith("0000");
    } // #9.15

    @Test
    void leavesAPushAloneWhoseCertificateIsNotWholeOrHasCommandsBesideIt() throws IOException {
        assertThat(read(List.of(HEAD), List.of(MOVE + "main\n")).certificate()).isEmpty();
        assertThat(read(List.of(HEAD), List.of(MOVE + "main\n"), List.of(SIGNATURE), List.of(MOVE + "more"))
                        .certificate())
                .isEmpty();
        assertThat(read(List.of(MOVE + "main\0 report-status")).certificate()).isEmpty();
    } // #9.15

    @SafeVarargs
    private static CommandList read(List<String>... parts) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new PacketLineOut(bytes);
        for (List<String> part : parts) {
            for (String line : part) {
                out.writeString(line);
            }
        }
        out.end();
        return CommandList.read(
                new ByteArrayInputStream(bytes.toByteArray()),
                new PushLimits(1, 1, 10_000, 100, WriteLimits.NONE),
                taken -> {});
    }
}
