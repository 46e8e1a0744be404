/** Searches in the files of all repositories of a team. */
@NullMarked
package dev.millrace.gateway.dashboard.search;

import org.jspecify.annotations.NullMarked;
