/**
 * Metrics of teams, organizations and repositories with their evidence, from what is derived and stored. A caller gets the numbers of
 * the repositories of its own team that it sees, and no others.
 */
@NullMarked
package dev.millrace.insights.query;

import org.jspecify.annotations.NullMarked;
