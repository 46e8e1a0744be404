package dev.millrace.testing;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What this JVM logs until it is closed: each record's message, parameters, exception and the causes of that, in one text. */
public final class RecordedLog implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = Logger.getLogger("");
    private final Handler handler;

    private RecordedLog(Level lowest) {
        this.handler = new Recorder(lines);
        handler.setLevel(lowest);
        root.addHandler(handler);
    }

    /** Begins to record everything that is logged. */
    public static RecordedLog start() {
        return new RecordedLog(Level.ALL);
    }

    /** Begins to record errors only. */
    public static RecordedLog ofErrors() {
        return new RecordedLog(Level.SEVERE);
    }

    /** The records so far. */
    public List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        root.removeHandler(handler);
    }

    private static final class Recorder extends Handler {

        private final List<String> lines;

        Recorder(List<String> lines) {
            this.lines = lines;
        }

        @Override
        public void publish(LogRecord line) {
            if (!isLoggable(line)) {
                return;
            }
            var text = new StringBuilder(String.valueOf(line.getMessage()));
            text.append(' ').append(Arrays.toString(line.getParameters()));
            for (Throwable cause = line.getThrown(); cause != null; cause = cause.getCause()) {
                text.append(' ').append(cause);
            }
            lines.add(text.toString());
        }

        @Override
        public void flush() {
            // nothing is buffered
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
