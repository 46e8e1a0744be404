package dev.millrace.githttp.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.check.PackMemoryBusy;
import dev.millrace.git.write.WriteLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
        CommandList commands = read("0000".getBytes(StandardCharsets.US_ASCII), 1000);

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

        CommandList commands = read(bytes.toByteArray(), 1000);

        assertThat(commands.problem()).contains("the list of refs to move is larger than the limit of 1000 bytes");
        assertThat(read(bytes.toByteArray(), 10_000).problem()).isEmpty();
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

    @Test
    void readsNoMoreRefsThanAPushMayMove() throws IOException {
        byte[] section = section(MOVE + "main\0 report-status", MOVE + "one", MOVE + "two", MOVE + "three");
        var request = new ByteArrayInputStream(section);

        CommandList commands = CommandList.read(request, limits(10_000, 2), bytes -> {});

        assertThat(commands.problem()).contains("a push moves at most 2 refs, this one moves more");
        assertThat(request.available()).isGreaterThan(MOVE.length());
        assertThat(CommandList.read(new ByteArrayInputStream(section), limits(10_000, 4), bytes -> {})
                        .problem())
                .isEmpty();
    } // #9.1

    @Test
    void countsRefsAloneAndNotWhatAShallowClientLacks() throws IOException {
        String cut = "shallow " + "a".repeat(40);
        byte[] section = section(cut, cut, cut, MOVE + "main\0 report-status", MOVE + "one");

        assertThat(CommandList.read(new ByteArrayInputStream(section), limits(10_000, 2), bytes -> {})
                        .problem())
                .isEmpty();
    }

    @Test
    void takesMemoryBeforeItReadsALine() throws IOException {
        byte[] section = section(MOVE + "main\0 report-status side-band-64k", MOVE + "one", MOVE + "two");
        var request = new ByteArrayInputStream(section);
        var taken = new ArrayList<Long>();

        CommandList commands = CommandList.read(request, limits(10_000, 10), bytes -> {
            if (taken.size() == 2) {
                throw new PackMemoryBusy("the list of refs to move needs memory: try again later");
            }
            taken.add(bytes);
        });

        assertThat(taken.getFirst()).isGreaterThanOrEqualTo(5L * (MOVE.length() + 4));
        assertThat(request.available()).isEqualTo(MOVE.length() + "two".length() + "0000".length());
        assertThat(commands.problem()).contains("the list of refs to move needs memory: try again later");
        var answer = new ByteArrayOutputStream();
        commands.refuse(commands.problem().orElseThrow(), answer);
        assertThat(answer.toString(StandardCharsets.UTF_8)).contains("\u0003the list of refs to move needs memory");
    } // #9.1

    private static CommandList read(String... lines) throws IOException {
        return read(section(lines), 1000);
    }

    private static byte[] section(String... lines) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new PacketLineOut(bytes);
        for (String line : lines) {
            out.writeString(line);
        }
        out.end();
        return bytes.toByteArray();
    }

    private static CommandList read(byte[] section, long limit) throws IOException {
        return CommandList.read(new ByteArrayInputStream(section), limits(limit, 100), bytes -> {});
    }

    private static PushLimits limits(long commandBytes, int refs) {
        return new PushLimits(1, 1, commandBytes, refs, WriteLimits.NONE);
    }
}
