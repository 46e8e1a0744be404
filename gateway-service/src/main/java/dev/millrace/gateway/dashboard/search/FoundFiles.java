package dev.millrace.gateway.dashboard.search;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.gateway.dashboard.frame.LocalPath;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A page of files in which a search found something, as {@code GET /api/search} returns it.
 *
 * @param nextCursor where the next page begins; a page may have few files, or none, although there is a next one
 * @param indexing repositories whose newest commits are not found yet
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record FoundFiles(List<File> matches, Optional<String> nextCursor, long indexing) {

    /** Of one file: more are counted, and found on the page of the file. */
    private static final int LINES_SHOWN = 12;

    private static final int LONGEST_LINE = 240;

    /** A repository. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Repo(UUID id, String name) {}

    /** A branch or tag, and the commit at which it was searched. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Ref(String name, String commit) {

        /** Without {@code refs/heads/} or {@code refs/tags/}. */
        public String shortName() {
            return name.replaceFirst("^refs/(heads|tags)/", "");
        }
    }

    /** A file with the lines that match. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record File(Repo repo, String path, List<Ref> refs, List<Line> lines) {

        /** The page of the file as it was searched. */
        public String href() {
            String at = refs.isEmpty()
                    ? ""
                    : "&ref=" + LocalPath.escaped(refs.getFirst().shortName());
            return "/ui/repositories/%s/files?path=%s%s".formatted(repo.id(), LocalPath.escaped(path), at);
        }

        /** As many lines as the page shows. */
        public List<Line> shownLines() {
            return lines.subList(0, Math.min(LINES_SHOWN, lines.size()));
        }

        /** How many are left out. */
        public int moreLines() {
            return Math.max(0, lines.size() - LINES_SHOWN);
        }
    }

    /** A line, counted from 1. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record Line(int lineNumber, String text) {

        /** The text, as much of it as a list shows. */
        public String shownText() {
            return text.length() <= LONGEST_LINE ? text : text.substring(0, LONGEST_LINE) + "…";
        }
    }
}
