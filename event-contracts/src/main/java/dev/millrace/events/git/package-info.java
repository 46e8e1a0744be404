/** What happened in our own Git repositories. */
@NullMarked
package dev.millrace.events.git;

import org.jspecify.annotations.NullMarked;
