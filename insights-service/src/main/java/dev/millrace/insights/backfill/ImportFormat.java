package dev.millrace.insights.backfill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.millrace.insights.backfill.ImportLine.Invalid;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** How the body of an import is written: one event after the other, each with named fields. */
enum ImportFormat {
    /** one JSON object in each line (NDJSON) */
    LINES,
    /** a line of names, then one line for each event (RFC 4180) */
    CSV;

    /** One line, in characters. */
    static final int LONGEST_LINE = 64 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Takes what is read. */
    interface Reader {

        /**
         * A line with its fields.
         *
         * @param number 1 for the first line of the body
         */
        void line(long number, Map<String, String> fields) throws IOException;

        /** A line that has none. */
        void broken(long number, String reason);
    }

    /** Reads a body to its end, one line in memory at a time. */
    void read(InputStream body, Reader reader) throws IOException {
        switch (this) {
            case LINES -> readLines(body, reader);
            case CSV -> readCsv(body, reader);
        }
    }

    private static void readLines(InputStream body, Reader reader) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        long number = 0;
        for (Line line = next(lines); !line.isEnd(); line = next(lines)) {
            number++;
            if (line.isTooLong()) {
                reader.broken(number, "the line is longer than %,d characters".formatted(LONGEST_LINE));
            } else if (!line.text().isBlank()) {
                try {
                    reader.line(number, fields(JSON.readTree(line.text())));
                } catch (JsonProcessingException | Invalid e) {
                    reader.broken(number, "the line is not a JSON object of texts and numbers");
                }
            }
        }
    }

    private record Line(String text, boolean isTooLong, boolean isEnd) {}

    /** The rest of a line that is too long is read and not kept. */
    private static Line next(BufferedReader lines) throws IOException {
        var text = new StringBuilder();
        boolean tooLong = false;
        int read = lines.read();
        if (read < 0) {
            return new Line("", false, true);
        }
        for (; read >= 0 && read != '\n'; read = lines.read()) {
            if (text.length() < LONGEST_LINE) {
                text.append((char) read);
            } else {
                tooLong = true;
            }
        }
        return new Line(text.toString(), tooLong, false);
    }

    private static Map<String, String> fields(JsonNode json) throws Invalid {
        if (!json.isObject()) {
            throw new Invalid("no object");
        }
        Map<String, String> fields = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (field.getValue().isContainerNode()) {
                throw new Invalid("no text");
            }
            if (!field.getValue().isNull()) {
                fields.put(field.getKey(), field.getValue().asText());
            }
        }
        return fields;
    }

    private static void readCsv(InputStream body, Reader reader) throws IOException {
        var mapper = new CsvMapper();
        try (MappingIterator<Map<String, String>> rows = mapper.readerFor(Map.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            long number = 1;
            boolean more = true;
            while (more) {
                number++;
                try {
                    more = rows.hasNextValue();
                    if (more) {
                        reader.line(number, rows.nextValue());
                    }
                } catch (JsonProcessingException e) {
                    // the parser cannot find the next line after this one
                    reader.broken(number, "the rest is not CSV: " + e.getOriginalMessage());
                    more = false;
                }
            }
        }
    }
}
