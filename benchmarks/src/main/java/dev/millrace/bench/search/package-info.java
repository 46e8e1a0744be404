/** Measures searches in all repositories of a team. */
@NullMarked
package dev.millrace.bench.search;

import org.jspecify.annotations.NullMarked;
