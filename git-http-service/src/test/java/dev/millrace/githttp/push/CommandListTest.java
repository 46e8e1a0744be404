package dev.millrace.githttp.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PacketLineOut;
import org.junit.jupiter.api.Test;

class CommandListTest {

    private static final String MOVE = "a".repeat(40) + " " + "b".repeat(40) + " refs/heads/";

    @Test
    void knowsWhatIsAskedFor() throws IOException {
        CommandList commands = read(MOVE + "main\0 report-status side-band-64k atomic", MOVE + "topic");

        assertThat(commands.expected())
                .containsOnlyKeys("refs/heads/main", "refs/heads/topic")
                .containsEntry("refs/heads/topic", ObjectId.fromString("a".repeat(40)));
        assertThat(commands.asksFor("atomic")).isTrue();
        assertThat(commands.asksFor("side-band")).isFalse();
    }

    @Test
    void takesAFlushAloneForAQuestion() throws IOException {
        CommandList commands =
                CommandList.read(new ByteArrayInputStream("0000".getBytes(StandardCharsets.US_ASCII)), 1000);

        assertThat(commands.expected()).isEmpty();
        assertThat(commands.asksFor("atomic")).isFalse();
    }

    @Test
    void countsPushOptionsTowardsTheLimit() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new PacketLineOut(bytes);
        out.writeString(MOVE + "main\0 report-status push-options");
        out.end();
        for (int i = 0; i < 100; i++) {
            out.writeString("option=" + i);
        }
        out.end();

        CommandList commands = CommandList.read(new ByteArrayInputStream(bytes.toByteArray()), 1000);

        assertThat(commands.isTooLong()).isTrue();
        assertThat(CommandList.read(new ByteArrayInputStream(bytes.toByteArray()), 10_000)
                        .isTooLong())
                .isFalse();
    } // #9.1

    @Test
    void rejectsEachRefWithTheReason() throws IOException {
        var answer = new ByteArrayOutputStream();
        read(MOVE + "main\0 report-status side-band-64k", MOVE + "topic").reject("the forge is down", answer);

        assertThat(answer.toString(StandardCharsets.UTF_8))
                .contains("\u0001000eunpack ok\n")
                .contains("ng refs/heads/main the forge is down\n")
                .contains("ng refs/heads/topic the forge is down\n")
                .endsWith("0000");
    }

    private static CommandList read(String... lines) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new PacketLineOut(bytes);
        for (String line : lines) {
            out.writeString(line);
        }
        out.end();
        return CommandList.read(new ByteArrayInputStream(bytes.toByteArray()), 1000);
    }
}
