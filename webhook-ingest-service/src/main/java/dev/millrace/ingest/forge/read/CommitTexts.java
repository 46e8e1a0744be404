package dev.millrace.ingest.forge.read;

import dev.millrace.events.forge.RefPushed.PushedCommit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a push keeps of the messages of its commits, so that its event fits into one record. One instance per push. */
public final class CommitTexts {

    /** Bytes in JSON; 2,048 commits with titles of this size stay under Kafka's limit of 1 MiB for a record. */
    private static final int LONGEST_TITLE = 240;

    private static final int MOST_COMMITS = 2_048;
    private static final int MOST_CO_AUTHORS = 10;
    private static final int LONGEST_CO_AUTHOR = 200;

    /** Bytes in JSON of all co-authors of one push; commits beyond them have none. */
    private static final int CO_AUTHORS_OF_A_PUSH = 64 * 1024;

    /** GitHub lists at most 3,000 files of a push; a longer list is not complete. */
    private static final int MOST_PATHS = 3_000;

    private static final int LONGEST_PATH = 1_000;

    /** Bytes of all paths of one push; commits beyond them have none. */
    private static final int PATHS_OF_A_PUSH = 128 * 1024;

    private static final Pattern CO_AUTHOR = Pattern.compile("co-authored-by:(.*)", Pattern.CASE_INSENSITIVE);

    private int coAuthorBytes;
    private int pathBytes;

    /** A commit with the title and the co-authors of its message. */
    public PushedCommit commit(String id, String message, Optional<String> authorLogin, Instant at) {
        return commit(id, message, authorLogin, at, Optional.empty());
    }

    /**
     * A commit with the title and the co-authors of its message, and the files that it touches.
     *
     * @param listed as the forge lists them; empty if it lists none
     */
    public PushedCommit commit(
            String id, String message, Optional<String> authorLogin, Instant at, Optional<List<String>> listed) {
        return new PushedCommit(
                id,
                JsonText.shortened(message.lines().findFirst().orElse(""), LONGEST_TITLE),
                authorLogin,
                at,
                coAuthors(message),
                listed.flatMap(this::paths));
    }

    /** All of them or none: an incomplete list would say that the commit does not touch what is missing. */
    private Optional<List<String>> paths(List<String> listed) {
        List<String> paths = listed.stream().distinct().sorted().toList();
        int bytes = paths.stream()
                .mapToInt(path -> path.getBytes(StandardCharsets.UTF_8).length + 3)
                .sum();
        if (listed.size() >= MOST_PATHS
                || pathBytes + bytes > PATHS_OF_A_PUSH
                || paths.stream().anyMatch(CommitTexts::isUnusual)) {
            return Optional.empty();
        }
        pathBytes += bytes;
        return Optional.of(paths);
    }

    /** Too long, or with characters that JSON or a list of lines has to escape. */
    private static boolean isUnusual(String path) {
        return path.length() > LONGEST_PATH || path.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\\');
    }

    /**
     * Commits of a push in the order of an event, oldest first, without the oldest where there are too many for one event.
     *
     * @param listed as the forge lists them, in either order
     * @param after where the ref is now: it identifies the newest one
     */
    public static List<PushedCommit> oldestFirst(List<PushedCommit> listed, Optional<String> after) {
        boolean newestFirst =
                listed.size() > 1 && after.isPresent() && listed.getFirst().id().equals(after.get());
        List<PushedCommit> ordered = newestFirst ? listed.reversed() : listed;
        return List.copyOf(ordered.subList(Math.max(0, ordered.size() - MOST_COMMITS), ordered.size()));
    }

    /** The trailers of the last paragraph, which is where git looks for them; a message with only a title has none. */
    private List<String> coAuthors(String message) {
        String text = message.replace("\r\n", "\n").strip();
        int paragraph = text.lastIndexOf("\n\n");
        if (paragraph < 0 || coAuthorBytes > CO_AUTHORS_OF_A_PUSH) {
            return List.of();
        }
        List<String> coAuthors = text.substring(paragraph)
                .lines()
                .map(CO_AUTHOR::matcher)
                .filter(Matcher::matches)
                .map(trailer -> JsonText.shortened(trailer.group(1).strip(), LONGEST_CO_AUTHOR))
                .limit(MOST_CO_AUTHORS)
                .toList();
        coAuthorBytes += coAuthors.size() * LONGEST_CO_AUTHOR;
        return coAuthors;
    }
}
