/**
 * Metrics of teams, organizations, groups, repositories and services with their evidence, from what is derived and stored by the
 * active definitions of the team. A caller gets the numbers of the repositories of its own team that it sees, and no others.
 */
@NullMarked
package dev.millrace.insights.query;

import org.jspecify.annotations.NullMarked;
