package dev.millrace.pipeline.log;

import java.util.OptionalLong;

/**
 * A part of a log for people: whole lines.
 *
 * @param text as printed; what is not UTF-8 became replacement characters
 * @param firstLine number of its first line, 1 for the first of the log
 * @param next offset of the byte after it
 * @param earlier offset of a window before it; empty if it begins with the log
 * @param later offset of a window after it; empty if it ends with the log
 */
public record LogWindow(String text, long firstLine, long next, OptionalLong earlier, OptionalLong later) {}
