/**
 * The definition lab: the same events under our definitions and under those of other tools, so that a team sees why their numbers
 * differ. Each definition is a pure function, written from the tool's source or documentation as it was read; none is exact about what
 * a tool does not publish.
 */
@NullMarked
package dev.millrace.insights.lab;

import org.jspecify.annotations.NullMarked;
