package dev.millrace.pipeline.log;

import dev.millrace.kit.database.Database;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The lines of a job's log as plain text, one after the other. */
@Singleton
public final class LogLines {

    /** Longer lines are truncated. */
    static final int LONGEST_LINE = 2_000;

    /** Colours and the like (ECMA-48: CSI, and OSC up to its end). */
    private static final Pattern TERMINAL_SEQUENCES =
            Pattern.compile("\u001b(?:\\[[0-9;?]*+[ -/]*+[@-~]|\\][^\u0007\u001b]*+(?:\u0007|\u001b\\\\)?)");

    private final Database database;
    private final LogStore store;

    LogLines(Database database, LogStore store) {
        this.database = database;
        this.store = store;
    }

    /**
     * Passes on the lines that are stored now, until one is refused.
     *
     * @param from offset of the first byte
     * @param wanted gets each line without its end and without terminal sequences; false ends the reading
     * @return whether none was refused
     */
    public boolean read(UUID buildId, int position, long from, Predicate<String> wanted) {
        var line = new ByteArrayOutputStream();
        long offset = from;
        while (true) {
            long next = offset;
            byte[] piece = database.inTransaction(tx -> store.read(tx, buildId, position, next));
            if (piece.length == 0) {
                return line.size() == 0 || wanted.test(plain(line));
            }
            for (byte one : piece) {
                if (one == '\n') {
                    if (!wanted.test(plain(line))) {
                        return false;
                    }
                    line.reset();
                } else if (line.size() < LONGEST_LINE) {
                    line.write(one);
                }
            }
            offset += piece.length;
        }
    }

    private static String plain(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8);
        text = text.indexOf('\u001b') < 0
                ? text
                : TERMINAL_SEQUENCES.matcher(text).replaceAll("");
        // a line that was written over several times shows what was written last
        String end = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        return end.substring(end.lastIndexOf('\r') + 1);
    }
}
