package dev.millrace.insights.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ImportFormatTest {

    private final List<String> read = new ArrayList<>();

    @Test
    void readsOneObjectInEachLine() throws IOException {
        read(ImportFormat.LINES, "{\"repo\": \"acme/w\", \"number\": 7, \"base\": null}\n\n{\"repo\": \"b\"}");

        assertThat(read).containsExactly("1 {number=7, repo=acme/w}", "3 {repo=b}");
    }

    @Test
    void refusesALineThatIsNoneAndReadsTheNext() throws IOException {
        read(
                ImportFormat.LINES,
                "{\n[1]\n{\"a\": {}}\n\"" + "x".repeat(ImportFormat.LONGEST_LINE) + "\"\n{\"repo\": \"b\"}\n");

        assertThat(read)
                .containsExactly(
                        "1 the line is not a JSON object of texts and numbers",
                        "2 the line is not a JSON object of texts and numbers",
                        "3 the line is not a JSON object of texts and numbers",
                        "4 the line is longer than 65,536 characters",
                        "5 {repo=b}");
    }

    @Test
    void readsCsvByTheNamesInItsFirstLine() throws IOException {
        read(ImportFormat.CSV, "repo,title\r\nacme/w,\"a, \"\"b\"\"\"\r\nacme/v,\r\n");

        assertThat(read).containsExactly("2 {repo=acme/w, title=a, \"b\"}", "3 {repo=acme/v, title=}");
    }

    private void read(ImportFormat format, String body) throws IOException {
        format.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), new ImportFormat.Reader() {
            @Override
            public void line(long number, Map<String, String> fields) {
                read.add(number + " " + new TreeMap<>(fields));
            }

            @Override
            public void broken(long number, String reason) {
                read.add(number + " " + reason);
            }
        });
    }
}
