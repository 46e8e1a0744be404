/** What happened to builds and jobs. */
@NullMarked
package dev.millrace.events.pipeline;

import org.jspecify.annotations.NullMarked;
