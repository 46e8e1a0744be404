package dev.millrace.standalone.access;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of events, read in parts that are small enough for one request: whole lines, and of a CSV file whole records, each part with
 * the line of names. A file gives the same parts every time.
 */
final class EventFile implements AutoCloseable {

    private static final int LINES_OF_PART = 20_000;
    private static final int CHARACTERS_OF_PART = 8 << 20;

    /**
     * A part of a file.
     *
     * @param text to be sent
     * @param firstLine number of its first event's line in the file, from 1
     * @param offset what has to be added to the number of a line of the text
     */
    record Part(String text, long firstLine, long offset) {

        /** The number in the file of a line of the text. */
        long line(long inText) {
            return inText + offset;
        }
    }

    private final BufferedReader lines;
    private final boolean isCsv;
    private final String header;
    private long read;

    private EventFile(BufferedReader lines, boolean isCsv) throws IOException {
        this.lines = lines;
        this.isCsv = isCsv;
        this.header = isCsv ? record() : "";
    }

    /** Opens a file, whose caller closes it. */
    static EventFile open(Path file, boolean isCsv) throws IOException {
        return new EventFile(Files.newBufferedReader(file, StandardCharsets.UTF_8), isCsv);
    }

    /** The next part; empty at the end. */
    Optional<Part> next() throws IOException {
        long before = read;
        var text = new StringBuilder(header);
        for (int records = 0; records < LINES_OF_PART && text.length() < CHARACTERS_OF_PART; records++) {
            String record = record();
            if (record.isEmpty()) {
                break;
            }
            text.append(record);
        }
        long headerLines = header.lines().count();
        return read == before
                ? Optional.empty()
                : Optional.of(new Part(text.toString(), before + 1, before - headerLines));
    }

    /** A line with its end; of a CSV file as many as a quoted text with line breaks has. Empty text at the end. */
    private String record() throws IOException {
        var record = new StringBuilder();
        do {
            String line = lines.readLine();
            if (line == null) {
                break;
            }
            read++;
            record.append(line).append('\n');
        } while (isCsv && record.chars().filter(character -> character == '"').count() % 2 == 1);
        return record.toString();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
