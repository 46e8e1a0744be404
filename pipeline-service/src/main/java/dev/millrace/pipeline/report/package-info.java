/**
 * What jobs report besides their end: the step that failed, remarks about lines of files (annotations), counts of tests, and a
 * summary in Markdown. It is read once, when the processes of an attempt have ended and before its directory is deleted.
 *
 * <p>All of it is written by jobs and may be hostile: no link is followed, sizes and numbers are bounded, XML has no DTD, and paths
 * count only if they are files of the checkout. Formats: JUnit XML as Ant, Maven, Gradle and pytest write it; SARIF 2.1.0 (OASIS).
 */
@NullMarked
package dev.millrace.pipeline.report;

import org.jspecify.annotations.NullMarked;
