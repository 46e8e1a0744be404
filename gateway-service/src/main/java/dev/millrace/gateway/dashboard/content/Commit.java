package dev.millrace.gateway.dashboard.content;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A commit, as {@code GET /api/repos/{repo}/commits} returns it.
 *
 * @param date the committer's time, with an offset
 * @param signature of a signed commit that is requested alone
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record Commit(
        String sha,
        List<String> parentShas,
        String message,
        String authorName,
        String authorEmail,
        String committerName,
        String date,
        Optional<String> signature) {

    private static final int SHOWN_OF_ID = 10;

    /** The first line of its message. */
    public String title() {
        return message.lines().findFirst().filter(line -> !line.isBlank()).orElse("(no message)");
    }

    /** What follows the first line; empty text if nothing does. */
    public String text() {
        int end = message.indexOf('\n');
        return end < 0 ? "" : message.substring(end + 1).strip();
    }

    /** The begin of its id. */
    public String shortSha() {
        return shortened(sha);
    }

    /** When it was committed. */
    public Optional<Instant> at() {
        return BlameBlock.time(date);
    }

    /** Whether somebody else committed what the author wrote. */
    public boolean isCommittedByOther() {
        return !committerName.equals(authorName);
    }

    /** Its parents, each with its whole id and the begin of it. */
    public List<Parent> parents() {
        return parentShas.stream()
                .map(each -> new Parent(each, shortened(each)))
                .toList();
    }

    private static String shortened(String id) {
        return id.substring(0, Math.min(SHOWN_OF_ID, id.length()));
    }

    /** A parent. */
    record Parent(String sha, String shortSha) {}

    /** A page of them, newest first. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record Page(List<Commit> commits, Optional<String> nextCursor) {}

    /** One alone. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Single(Commit commit) {}
}
