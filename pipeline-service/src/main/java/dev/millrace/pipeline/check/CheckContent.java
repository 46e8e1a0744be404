package dev.millrace.pipeline.check;

import dev.millrace.forge.CheckRunState;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * What a check run shows, as it is stored.
 *
 * @param status its progress
 * @param conclusion how it ended; present exactly when completed
 * @param title one line
 * @param summary Markdown
 * @param text Markdown below it
 * @param startedAt when it began; empty while queued
 * @param completedAt when it ended; present exactly when completed
 * @param detailsUrl our page about it
 */
record CheckContent(
        Status status,
        Optional<CheckRunState.Conclusion> conclusion,
        String title,
        String summary,
        Optional<String> text,
        Optional<Instant> startedAt,
        Optional<Instant> completedAt,
        Optional<URI> detailsUrl) {

    /** Job logs and messages may contain NUL, which neither PostgreSQL nor a forge accepts. */
    CheckContent {
        title = withoutNul(title);
        summary = withoutNul(summary);
        text = text.map(CheckContent::withoutNul);
    }

    private static String withoutNul(String text) {
        return text.replace("\0", "");
    }

    /** The progress of a check run; it never moves back to an earlier one. */
    enum Status {
        QUEUED,
        IN_PROGRESS,
        COMPLETED
    }

    /** The state as the forge's client expects it. */
    CheckRunState state() {
        return switch (status) {
            case QUEUED -> new CheckRunState.Queued();
            case IN_PROGRESS -> new CheckRunState.InProgress(startedAt.orElseThrow());
            case COMPLETED ->
                new CheckRunState.Completed(
                        conclusion.orElseThrow(), startedAt.orElseThrow(), completedAt.orElseThrow());
        };
    }
}
