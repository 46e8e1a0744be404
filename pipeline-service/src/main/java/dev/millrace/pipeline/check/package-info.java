/**
 * Check Runs at the forge. What each should show is a row, written with the build's own change; lanes, one for each
 * installation and owned by one instance at a time, bring the forge up to the newest version, one write after the other.
 *
 * <p>A create whose answer was lost is looked up by its {@code external_id} before it is sent again. A completed check run
 * is never moved back; where a frozen instance writes late all the same, the newest version is written again. Of the builds of
 * superseded commits only the end is published. Annotations are added in batches, and the last one completes the check run. Where
 * the App may not write check runs, the same rows are written as commit statuses.
 *
 * <p>Besides the check runs of builds and of the file, each head of a change has one about all of its builds ({@link
 * dev.millrace.pipeline.check.ChangeHeads}, ADR 0061). Specification: GitHub's REST API for checks, 2022-11-28.
 */
@NullMarked
package dev.millrace.pipeline.check;

import org.jspecify.annotations.NullMarked;
