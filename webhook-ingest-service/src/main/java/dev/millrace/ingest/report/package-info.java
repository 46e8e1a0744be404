/**
 * The Events API: programs of a team, mostly CI jobs, report deployments, changes and events of their own with a token. A report is
 * stored like a delivery, with the repository that it names, and answered only then; deployments and changes of a repository that
 * is known become events on {@code forge.scm}. No other service is asked: tokens and repositories are known from topics.
 */
@NullMarked
package dev.millrace.ingest.report;

import org.jspecify.annotations.NullMarked;
