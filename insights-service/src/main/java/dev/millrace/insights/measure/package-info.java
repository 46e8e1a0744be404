/** Answers about teams, organizations and repositories, from what is derived and stored. */
@NullMarked
package dev.millrace.insights.measure;

import org.jspecify.annotations.NullMarked;
