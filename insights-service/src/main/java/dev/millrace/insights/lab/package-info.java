/**
 * The definition lab: the same facts by the versions of a team's definitions that matter now, and by the definitions of other tools, so
 * that a team sees why their numbers differ. Those of each tool are a pure function, written from its source or documentation as it was
 * read; none is exact about what a tool does not publish.
 */
@NullMarked
package dev.millrace.insights.lab;

import org.jspecify.annotations.NullMarked;
