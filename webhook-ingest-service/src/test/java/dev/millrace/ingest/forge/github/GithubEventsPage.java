package dev.millrace.ingest.forge.github;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The table of {@code docs/github-events.md}. */
final class GithubEventsPage {

    private static final Path PAGE = Path.of("../docs/github-events.md");

    private GithubEventsPage() {}

    /**
     * One line.
     *
     * @param event name
     * @param actions none if the event has none or the line is for any action
     * @param becomes wire name without domain and version, or {@code stored only}
     */
    record Row(String event, List<String> actions, String becomes) {

        boolean isStoredOnly() {
            return becomes.equals("stored only");
        }
    }

    static List<Row> rows() {
        try {
            return Files.readString(PAGE)
                    .lines()
                    .filter(line -> line.startsWith("| `"))
                    .map(GithubEventsPage::row)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(String line) {
        String[] fields = line.replace("`", "").split("\\|");
        String actions = fields[2].strip();
        return new Row(
                fields[1].strip(),
                actions.isEmpty() || actions.equals("any")
                        ? List.of()
                        : Arrays.stream(actions.split(", ")).map(String::strip).toList(),
                fields[3].strip());
    }
}
