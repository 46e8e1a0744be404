package dev.millrace.pipeline.log;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The last lines of a job's log as text that can be shown anywhere. */
@Singleton
public final class LogTail {

    /** How much of a log is kept for it when the log is archived. */
    static final int MOST_BYTES = 16 * 1024;

    private static final int MOST_LINES = 100;
    private static final Pattern TERMINAL_SEQUENCES = Pattern.compile("\u001b\\[[0-9;?]*[ -/]*[@-~]");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");

    private final LogStore store;
    private final ArchiveStore archive;

    LogTail(LogStore store, ArchiveStore archive) {
        this.store = store;
        this.archive = archive;
    }

    /** At most 100 lines and 16 KiB; what is not UTF-8 becomes replacement characters, colours and controls are left out. */
    public String read(Transaction tx, UUID buildId, int position) {
        Optional<byte[]> kept = archive.tail(tx, buildId, position);
        if (kept.isPresent()) {
            return clean(kept.get());
        }
        long size = store.size(tx, buildId, position);
        var tail = new ByteArrayOutputStream();
        long from = Math.max(0, size - MOST_BYTES);
        while (from < size) {
            byte[] piece = store.read(tx, buildId, position, from);
            if (piece.length == 0) {
                // archived since the size was read
                return archive.tail(tx, buildId, position).map(LogTail::clean).orElse("");
            }
            tail.writeBytes(piece);
            from += piece.length;
        }
        return clean(tail.toByteArray());
    }

    static String clean(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        text = TERMINAL_SEQUENCES.matcher(text).replaceAll("");
        text = CONTROL.matcher(text.replace("\r\n", "\n").replace('\r', '\n')).replaceAll("");
        List<String> lines = text.strip().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
    }
}
