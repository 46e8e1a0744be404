package dev.millrace.forge;

import java.util.Optional;

/**
 * What a check run's page shows.
 *
 * @param title at most 255 characters, longer ones are cut
 * @param summary Markdown, at most 65,535 bytes of UTF-8, longer ones are cut and say so
 * @param text Markdown below the summary, same limit
 */
public record CheckRunOutput(String title, String summary, Optional<String> text) {}
