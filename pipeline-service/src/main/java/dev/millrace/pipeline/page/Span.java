package dev.millrace.pipeline.page;

/**
 * A part of a line that looks alike.
 *
 * @param css classes of the style sheet, separated by spaces; empty for plain text
 * @param text without escape sequences and controls
 */
record Span(String css, String text) {}
