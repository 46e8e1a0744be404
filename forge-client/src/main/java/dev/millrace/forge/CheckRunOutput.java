package dev.millrace.forge;

import java.util.List;
import java.util.Optional;

/**
 * What a check run's page shows.
 *
 * @param title at most 255 characters; longer titles are truncated
 * @param summary Markdown, at most 65,535 bytes of UTF-8, longer summaries are truncated and state so
 * @param text Markdown below the summary, same limit
 * @param annotations added to those that the run has, at most {@value #MOST_ANNOTATIONS} at a time
 */
public record CheckRunOutput(
        String title, String summary, Optional<String> text, List<CheckRunAnnotation> annotations) {

    /** How many annotations GitHub takes with one request. */
    public static final int MOST_ANNOTATIONS = 50;

    public CheckRunOutput {
        annotations = List.copyOf(annotations);
        if (annotations.size() > MOST_ANNOTATIONS) {
            throw new IllegalArgumentException("%d annotations in one request".formatted(annotations.size()));
        }
    }

    /** One that adds no annotations. */
    public CheckRunOutput(String title, String summary, Optional<String> text) {
        this(title, summary, text, List.of());
    }
}
