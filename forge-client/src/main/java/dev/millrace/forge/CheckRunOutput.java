package dev.millrace.forge;

import java.util.Optional;

/**
 * What a check run's page shows.
 *
 * @param title at most 255 characters; longer titles are truncated
 * @param summary Markdown, at most 65,535 bytes of UTF-8, longer summaries are truncated and state so
 * @param text Markdown below the summary, same limit
 */
public record CheckRunOutput(String title, String summary, Optional<String> text) {}
