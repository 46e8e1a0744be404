package dev.millrace.pipeline.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobLogTest {

    private final ByteArrayOutputStream stored = new ByteArrayOutputStream();
    private boolean broken;
    private int transactions;

    @Test
    void storesWhatWasWrittenInOrderAndOnce() {
        JobLog log = log(0, 1000);

        write(log, "one ");
        log.flush();
        write(log, "two");
        log.flush();
        log.finish();

        assertThat(stored()).isEqualTo("one two");
    }

    @Test
    void continuesAfterWhatAnEarlierWorkerHasStored() {
        stored.writeBytes("before ".getBytes(UTF_8));
        JobLog log = log(7, 1000);

        write(log, "after");
        log.finish();

        assertThat(stored()).isEqualTo("before after");
    }

    @Test
    void keepsOutputWhileItCannotBeStored() {
        JobLog log = log(0, 1000);
        write(log, "kept");
        broken = true;
        assertThatThrownBy(log::flush).isInstanceOf(IllegalStateException.class);

        broken = false;
        log.flush();

        assertThat(stored()).isEqualTo("kept");
    }

    @Test
    void storesManyChunksInFewTransactionsWithoutWaitingForTheRunner() {
        JobLog log = log(0, Integer.MAX_VALUE);
        byte[] block = "0123456789abcdef".repeat(512).getBytes(UTF_8);

        for (int i = 0; i < 4096; i++) {
            log.write(block, block.length);
        }
        int early = stored.size();
        log.finish();

        assertThat(early).isGreaterThan(20 << 20);
        assertThat(stored.size()).isEqualTo(4096 * block.length);
        assertThat(transactions).isLessThan(20);
    }

    @Test
    void keepsOutputUpToTheLimitWithoutANote() {
        JobLog log = log(0, 100);

        write(log, "x".repeat(100));
        log.finish();

        assertThat(stored()).isEqualTo("x".repeat(100));
    }

    @Test
    void keepsBeginAndEndOfLongerOutputAndNotesWhatIsLeftOut() {
        JobLog log = log(0, 100);

        write(log, "a".repeat(75));
        write(log, "b".repeat(500));
        write(log, "c".repeat(25));
        log.note("exit code 1");
        log.finish();

        assertThat(stored())
                .isEqualTo("a".repeat(75)
                        + "\n[millrace] the output is longer than 100 bytes; what follows is left out, except for its end\n"
                        + "\n[millrace] 500 bytes are left out; the end:\n"
                        + "c".repeat(25)
                        + "\n[millrace] exit code 1\n");
    }

    private JobLog log(long offset, long limit) {
        return new JobLog(this::append, offset, limit);
    }

    private void append(long offset, List<byte[]> chunks) {
        if (broken) {
            throw new IllegalStateException("no database");
        }
        transactions++;
        assertThat(offset).isEqualTo(stored.size());
        chunks.forEach(stored::writeBytes);
    }

    private static void write(JobLog log, String text) {
        log.write(text.getBytes(UTF_8), text.length());
    }

    private String stored() {
        return stored.toString(UTF_8);
    }
}
